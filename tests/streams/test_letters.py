"""Dead letters: what is read from a record, and every reason for which one is not sent again."""

import json
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import CLOCK, FACTS, ROLL_CALLS, mask_cpr
from streams.letters import (
    LETTER_TOPICS,
    Letter,
    Place,
    State,
    Verdict,
    Wanted,
    judge_letter,
    letters_in,
    place_from,
    school_of,
)
from tests.cli.messages import roll_call, tick


class Found(NamedTuple):
    """A record as it is read."""

    topic: str = f"{ROLL_CALLS}.dlq"
    partition: int = 1
    offset: int = 7
    headers: tuple[tuple[str, bytes], ...] = ()
    key: bytes | None = b"280123"
    value: bytes | None = json.dumps(roll_call()).encode()


def letter(attempts: bytes = b"1", **changes: Any) -> Letter:
    headers = {
        "naervaer-reason": b"internal_error",
        "naervaer-attempts": attempts,
        "naervaer-failed-at": b"2025-09-15T06:05:00.000Z",
    }
    (found,) = letters_in([Found(headers=tuple(headers.items()), **changes)])
    return found


def note(offset: int, what: bytes) -> Found:
    headers = (("naervaer-settled", what), ("naervaer-settled-offset", str(offset).encode()))
    return Found(offset=99, headers=headers, value=None)


def as_json(**changes: Any) -> bytes:
    return json.dumps(roll_call(**changes)).encode()


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        pytest.param(letter(), Verdict.SEND, id="a valid event that met a bug is sent"),
        pytest.param(letter(b"4"), Verdict.SEND, id="four attempts are few enough"),
        pytest.param(letter(b"5"), Verdict.GIVEN_UP, id="five attempts are too many"),
        pytest.param(letter(value=b"{nope"), Verdict.STILL_WRONG, id="what is no JSON stays wrong"),
        pytest.param(letter(value=None), Verdict.STILL_WRONG, id="a tombstone stays wrong"),
        pytest.param(letter(key=b"000000"), Verdict.STILL_WRONG, id="another key stays wrong"),
        pytest.param(
            letter(value=mask_cpr(as_json(id="010203-1234"))), Verdict.MASKED, id="a masked id would be another id"
        ),
        pytest.param(
            letter(value=mask_cpr(as_json(id="rc-20250915080500"))), Verdict.MASKED, id="masked inside a longer number"
        ),
        pytest.param(letter(topic=f"{FACTS}.dlq"), Verdict.NO_INPUT, id="rows for analysts are made again elsewhere"),
        pytest.param(
            letter(topic=f"{CLOCK}.dlq", key=None, value=json.dumps(tick(0)).encode()),
            Verdict.SEND,
            id="a clock tick has no key",
        ),
    ],
)
def test_what_can_be_sent_again(found: Letter, verdict: Verdict) -> None:
    assert judge_letter(found, most_attempts=5).verdict is verdict


@pytest.mark.parametrize("what", [State.REPLAYED, State.DROPPED])
def test_a_letter_with_a_note_is_settled(what: State) -> None:
    settled, other = letters_in([Found(offset=7), note(7, what.encode()), Found(offset=8)])
    assert (settled.state, other.state) == (what, State.OPEN)
    assert judge_letter(settled, most_attempts=5).verdict is Verdict.SETTLED


def test_a_note_settles_no_letter_of_another_partition_or_topic() -> None:
    records = [Found(partition=2), Found(topic=f"{CLOCK}.dlq"), note(7, b"replayed")]
    assert [each.state for each in letters_in(records)] == [State.OPEN, State.OPEN]


@pytest.mark.parametrize(
    ("key", "value", "school"),
    [
        pytest.param(b"280123", b"{nope", "280123", id="the key names it"),
        pytest.param(b"280123", as_json(school="280999"), "280999", id="the value names another"),
        pytest.param(None, as_json(), "280123", id="without a key"),
        pytest.param(b"\xff" * 6, b"[]", "", id="neither names one"),
        pytest.param(None, None, "", id="nothing at all"),
    ],
)
def test_the_school_of_a_letter(key: bytes | None, value: bytes | None, school: str) -> None:
    assert letter(key=key, value=value).school == school


@pytest.mark.parametrize(
    ("wanted", "is_meant"),
    [
        pytest.param(Wanted(), True, id="no filter means all"),
        pytest.param(Wanted(reasons=frozenset({"schema"})), False, id="another reason"),
        pytest.param(Wanted(schools=frozenset({"280123", "280124"})), True, id="one of two schools"),
        pytest.param(Wanted(topics=frozenset({CLOCK})), False, id="another topic"),
        pytest.param(Wanted(places=frozenset({Place(ROLL_CALLS, 1, 7)})), True, id="named"),
        pytest.param(Wanted(places=frozenset({Place(ROLL_CALLS, 1, 8)})), False, id="another is named"),
    ],
)
def test_which_letters_are_meant(wanted: Wanted, is_meant: bool) -> None:  # noqa: FBT001
    assert wanted.means(letter()) is is_meant


@given(st.sampled_from(LETTER_TOPICS), st.integers(0, 10**6), st.integers(0, 10**18))
def test_a_place_is_read_as_it_is_written(topic: str, partition: int, offset: int) -> None:
    place = Place(topic, partition, offset)
    assert place_from(str(place)) == place


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    place = place_from(text)
    assert place is None or place.topic in LETTER_TOPICS


_HEADERS = st.lists(st.tuples(st.sampled_from(["naervaer-attempts", "naervaer-settled", "x"]), st.binary(max_size=5)))


@given(_HEADERS, st.none() | st.binary(max_size=20), st.none() | st.binary(max_size=20))
def test_any_record_is_read_and_judged(
    headers: list[tuple[str, bytes]], key: bytes | None, value: bytes | None
) -> None:
    for found in letters_in([Found(headers=tuple(headers), key=key, value=value)]):
        assert judge_letter(found, most_attempts=5).verdict is not Verdict.SEND
        assert school_of(value) == found.school or found.key
