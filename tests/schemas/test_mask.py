"""How masked bytes look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import is_masked, mask_cpr


@pytest.mark.parametrize(
    ("data", "masked"),
    [
        (b'{"pupil":"010170-1234"}', b'{"pupil":"XXXXXX-XXXX"}'),
        (b'{"pupil":"0101701234","grade":7}', b'{"pupil":"XXXXXXXXXX","grade":7}'),
        (b"Ida, 010170-1234, 7B", b"Ida, XXXXXX-XXXX, 7B"),
        (b'{"id":990101701234}', b'{"id":XXXXXXXXXXXX}'),
        (rb'"\u0030101701234"', rb'"\u0058XXXXXXXXX"'),
        (rb'"010170\u002d1234"', rb'"XXXXXX\u002dXXXX"'),
        (rb'"\u00f8010170-1234"', rb'"\u00f8XXXXXX-XXXX"'),
        (rb'"\u2013250915"', rb'"\u2013XXXXXX"'),
        (rb'"\\u0030101701234"', rb'"\\u0058XXXXXXXXX"'),
        (b"\xff0101701234\xff", b"\xffXXXXXXXXXX\xff"),
        (b'{"date":"2025-09-15","school":"280123"}', b'{"date":"2025-09-15","school":"280123"}'),
        (b"010170-123", b"010170-123"),
        (b"", b""),
    ],
)
def test_every_digit_of_a_cpr_shape_becomes_an_x(data: bytes, masked: bytes) -> None:
    assert mask_cpr(data) == masked
    assert is_masked(masked) is (data != masked)


@given(st.text(alphabet="0123456789-aX\\u", max_size=40), st.sampled_from(["utf-8", "utf-16-le", "utf-32-be"]))
def test_what_was_masked_is_seen(text: str, coding: str) -> None:
    data = text.encode(coding)
    masked = mask_cpr(data)
    assert masked == data or is_masked(masked)


PIECES = ("0", "9", "010170", "1234", "-", "\\u0031", "\\u002d", "\\u00", "\x00", "a", " ")


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from(["utf-8", "utf-16-le", "utf-32-be"])
)
def test_a_quick_look_overlooks_no_shape(text: str, coding: str) -> None:
    data = text.encode(coding)
    looked_at_whole = mask_cpr(data + b" 0101701234")
    assert mask_cpr(data) == looked_at_whole[: len(data)]
