"""Where CPR-shaped text is found in an event, and where it is none."""

import json

import pytest

from schemas import (
    ROLL_CALLS,
    Reason,
)
from tests.schemas.builders import accepted, event, raw, rejection


@pytest.mark.parametrize("key", ["pupil", "to_pupil", "household", "id", "class", "alert"])
@pytest.mark.parametrize("text", ["0101701234", "010170-1234"])
def test_a_cpr_shape_is_found_at_any_depth_whatever_the_json(key: str, text: str) -> None:
    for value in ({key: text}, [[{"x": {key: text}}]], {key: [text]}, {key: {"x": text}}):
        assert rejection(ROLL_CALLS, json.dumps(value).encode()).reason is Reason.LOOKS_LIKE_CPR


@pytest.mark.parametrize(
    "text", ["0101701234x", "x010170-1234", "010170--1234", "010170 1234", "01017-01234", "٠101701234"]
)
def test_only_a_whole_ascii_cpr_shape_is_one(text: str) -> None:
    accepted(ROLL_CALLS, raw(event(ROLL_CALLS, id=text)))


def test_a_line_break_in_an_id_makes_no_cpr_shape() -> None:
    accepted(ROLL_CALLS, raw(event(ROLL_CALLS, id="rc\n0101701234\n")))


def test_a_cpr_shape_written_as_escapes_is_found() -> None:
    escaped = b"".join(b"\\u%04x" % ord(character) for character in "010170-1234")
    value = raw(event(ROLL_CALLS, class_="CPR")).replace(b"CPR", escaped)

    assert rejection(ROLL_CALLS, value).reason is Reason.LOOKS_LIKE_CPR
