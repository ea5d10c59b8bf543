"""A dead letter says why and whence, and holds no CPR number."""

import pytest

from agents import dead_letters
from agents.dead_letters import dead_letter
from schemas import Reason, Rejection
from tests.agents.builders import NOW, Found

REJECTION = Rejection(Reason.SCHEMA, "grade: Input should be a valid integer", "rc-1")


def test_it_goes_to_the_topic_beside_with_key_bytes_and_partition_kept() -> None:
    record = dead_letter(Found(value=b"{nope"), REJECTION, NOW)
    assert (record.topic, record.partition) == ("naervaer.rollcalls.v1.dlq", 3)
    assert (record.key, record.value) == (b"280123", b"{nope")


def test_its_headers_say_why_and_whence() -> None:
    assert dict(dead_letter(Found(), REJECTION, NOW).headers) == {
        "naervaer-reason": b"schema",
        "naervaer-detail": b"grade: Input should be a valid integer",
        "naervaer-topic": b"naervaer.rollcalls.v1",
        "naervaer-partition": b"3",
        "naervaer-offset": b"7",
        "naervaer-failed-at": b"2025-09-22T06:05:00.000Z",
        "naervaer-attempts": b"1",
    }


def test_cpr_shaped_text_is_masked_in_key_and_value() -> None:
    record = dead_letter(Found(key=b"010203-1234", value=b'{"pupil": "0102031234"}'), REJECTION, NOW)
    assert b"1234" not in (record.key or b"")
    assert b"0102031234" not in (record.value or b"")
    assert len(record.value or b"") == len(b'{"pupil": "0102031234"}')


def test_what_no_topic_would_take_is_cut_after_it_is_masked() -> None:
    large = b"x" * (dead_letters.LARGEST_VALUE_BYTES - 6)
    record = dead_letter(Found(key=large, value=large + b"010203-1234"), REJECTION, NOW)
    assert record.key == b"x" * dead_letters.LARGEST_KEY_BYTES
    assert record.value == large + b"XXXXXX"


def test_a_message_without_key_and_value_stays_without() -> None:
    record = dead_letter(Found(key=None, value=None), REJECTION, NOW)
    assert (record.key, record.value) == (None, None)


@pytest.mark.parametrize(
    ("before", "attempts"),
    [(b"1", b"2"), (b"41", b"42"), (b"many", b"1"), (b"-3", b"1"), (b"9" * 40, b"1000000"), (b"\xc2\xb2", b"1")],
)
def test_attempts_count_on_from_what_a_replayed_message_says(before: bytes, attempts: bytes) -> None:
    record = dead_letter(Found(headers=(("naervaer-attempts", before),)), REJECTION, NOW)
    assert dict(record.headers)["naervaer-attempts"] == attempts
