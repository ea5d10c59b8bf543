"""What holds for all messages and all bytes."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from string import ascii_letters, digits

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from schemas import (
    CALENDARS,
    INPUT_TOPICS,
    ROLL_CALLS,
    ROSTERS,
    DayOff,
    Enrolment,
    Entry,
    Reason,
    Rejection,
    RollCall,
    RosterClass,
    SchoolCalendar,
    SchoolRoster,
    canonical_json,
    decode,
    encode,
    mask_cpr,
)
from tests.schemas.builders import Event, accepted, event, raw

CPR = re.compile(r"[0-9]{6}-?[0-9]{4}")
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

topics = st.sampled_from(INPUT_TOPICS)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=16).filter(
    lambda text: not CPR.fullmatch(text)
)
opaque_ids = st.text(st.sampled_from(ascii_letters + digits + "_-"), min_size=1, max_size=64).filter(
    lambda text: not CPR.fullmatch(text)
)
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
days = st.dates(date(2025, 8, 1), date(2026, 7, 31))
instants = st.datetimes(datetime(2026, 8, 2), datetime(2027, 7, 30), timezones=offsets)  # noqa: DTZ001 - given below
entries = st.one_of(
    st.builds(Entry, pupil=opaque_ids, status=st.sampled_from(["present", "late"])),
    st.builds(
        Entry,
        pupil=opaque_ids,
        status=st.just("absent"),
        category=st.sampled_from(["sickness", "leave", "unlawful", None]),
    ),
)
roll_calls = st.builds(
    RollCall,
    id=texts,
    school=st.just("280123"),
    class_=texts,
    grade=st.integers(7, 10),
    date=days,
    moment=st.sampled_from(["start", "end"]),
    recorded_at=instants,
    complete=st.booleans(),
    entries=st.lists(entries, max_size=30, unique_by=lambda entry: entry.pupil).map(tuple),
)
days_off = days.map(lambda day: DayOff(first=day, after_last=day + timedelta(days=1), name=None))
calendars = st.builds(
    SchoolCalendar,
    id=texts,
    school=st.just("280123"),
    school_year=st.just("2025/26"),
    recorded_at=instants,
    first_day=st.just(date(2025, 8, 11)),
    after_last_day=st.just(date(2026, 6, 27)),
    days_off=st.lists(days_off, max_size=3).map(tuple),
)
rosters = st.lists(opaque_ids, max_size=8, unique=True).map(
    lambda pupils: SchoolRoster(
        id="ro-1",
        school="280123",
        school_year="2025/26",
        recorded_at=datetime(2025, 8, 1, tzinfo=UTC),
        classes=(
            RosterClass(
                class_="7B",
                grade=7,
                pupils=tuple(Enrolment(pupil=pupil, first=date(2025, 8, 11)) for pupil in pupils),
            ),
        ),
    )
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "school", "class", "classes", "pupil", "entries"]) | st.text(), inner)
    ),
    max_leaves=20,
)


@untimed
@given(roll_calls)
def test_a_roll_call_comes_back_as_it_was(roll_call: RollCall) -> None:
    assert accepted(ROLL_CALLS, encode(roll_call)) == roll_call


@untimed
@given(calendars)
def test_a_calendar_comes_back_as_it_was(calendar: SchoolCalendar) -> None:
    assert accepted(CALENDARS, encode(calendar)) == calendar


@untimed
@given(rosters)
def test_a_roster_comes_back_as_it_was(roster: SchoolRoster) -> None:
    assert accepted(ROSTERS, encode(roster)) == roster


@untimed
@given(topics, st.none() | st.binary(), st.none() | st.binary())
def test_decode_never_raises_on_bytes(topic: str, key: bytes | None, value: bytes | None) -> None:
    assert isinstance(decode(topic, key, value), Rejection)


@untimed
@given(topics, json_values)
def test_decode_never_raises_on_json(topic: str, value: JsonValue) -> None:
    assert isinstance(decode(topic, b"280123", json.dumps(value).encode()), Rejection)


@untimed
@given(topics, st.data())
def test_decode_never_raises_when_one_field_is_anything(topic: str, data: st.DataObject) -> None:
    fields: Event = event(topic)
    name = data.draw(st.sampled_from(sorted(fields)))
    value = raw(fields | {name: data.draw(json_values)}).replace(b"\xed", b"?")

    outcome = decode(topic, b"280123", value)

    assert not isinstance(outcome, Rejection) or outcome.reason is not Reason.INTERNAL_ERROR
    assert not isinstance(outcome, Rejection) or not CPR.search(outcome.detail)


@untimed
@given(topics, st.text(min_size=5), st.data())
def test_a_detail_never_holds_the_text_of_a_field(topic: str, text: str, data: st.DataObject) -> None:
    marked = f"Ida Hansen {text}"
    fields = event(topic)
    name = data.draw(st.sampled_from(sorted(fields)))

    outcome = decode(topic, b"280123", json.dumps(fields | {name: marked, marked: 1}).encode())

    assert isinstance(outcome, Rejection)
    assert "Ida" not in outcome.detail


@untimed
@given(roll_calls, st.randoms())
def test_canonical_json_knows_no_order_of_fields_and_no_spaces(roll_call: RollCall, random: object) -> None:
    fields = list(json.loads(encode(roll_call)).items())
    assert hasattr(random, "shuffle")
    random.shuffle(fields)

    canonical = canonical_json(json.dumps(dict(fields), indent=3).encode())

    assert canonical == canonical_json(encode(roll_call))
    assert (
        canonical
        == json.dumps(orjson.loads(canonical), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )


cpr_like = st.from_regex(r"\A[0-9]{5,13}-?[0-9]{3,12}\Z")
pieces = cpr_like | st.text(st.sampled_from('0123456789-"\\ux: '), max_size=12)


@untimed
@given(st.lists(pieces).map("".join))
def test_masked_text_holds_no_cpr_shape_and_keeps_its_length(text: str) -> None:
    data = text.encode()
    masked = mask_cpr(data)

    assert not CPR.search(masked.decode())
    assert len(masked) == len(data)
    assert mask_cpr(masked) == masked
    assert CPR.search(text) or "\\u00" in text or masked == data


@untimed
@given(st.lists(pieces).map("".join), st.sets(st.integers(0, 20)))
def test_masked_json_stays_json_and_holds_no_cpr_shape_behind_escapes(text: str, escaped: set[int]) -> None:
    signs = (f"\\u{ord(c):04x}" if index in escaped else json.dumps(c)[1:-1] for index, c in enumerate(text))
    masked = mask_cpr(f'{{"pupil": "{"".join(signs)}"}}'.encode())
    value = json.loads(masked)

    assert not CPR.search(masked.decode())
    assert not CPR.search(value["pupil"])
    assert len(value["pupil"]) == len(text)


@untimed
@given(cpr_like.filter(CPR.search), st.sampled_from(["utf-16", "utf-16-be", "utf-32", "utf-32-be"]))
def test_masked_text_in_wide_encodings_holds_no_cpr_shape(text: str, encoding: str) -> None:
    assert not CPR.search(mask_cpr(f'{{"pupil":"{text}"}}'.encode(encoding)).decode(encoding))
