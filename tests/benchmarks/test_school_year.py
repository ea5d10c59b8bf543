"""Copies of a school's year are other schools: nothing in them names the school or a pupil of another."""

import zlib

from benchmarks.school_year import SchoolYear, copies
from streams.pages.page import compressed, plain

PAGE = b"\x01\x01\x00\x0e\x00\x00\x00p-a1b2c3d4e5K\x00rc-210031-1"
ALERTS = b'[["dk.unlawful.day","cal-2025-06-10-210031"]]' * 30
YEAR = SchoolYear(
    "210031",
    2,
    {"210031|7A|2025-09": compressed(PAGE), "210031/alerts/p-a1b2c3d4e5": zlib.compress(ALERTS, 1)},
    (b'{"school":"210031","entries":[{"pupil":"p-a1b2c3d4e5"}]}',),
)


def test_a_copy_has_its_own_code_and_pupils_in_every_entry() -> None:
    copy = YEAR.copy(27)
    assert copy.school == "100027"
    assert copy.morning == (b'{"school":"100027","entries":[{"pupil":"p-abb2c3d4e5"}]}',)
    assert list(copy.entries) == ["100027|7A|2025-09", "100027/alerts/p-abb2c3d4e5"]


def test_there_are_as_many_copies_as_the_classes_take() -> None:
    assert [each.school for each in copies(YEAR, 5)] == ["100000", "100001", "100002"]


def test_what_is_compressed_names_the_copy_too() -> None:
    page, alerts = YEAR.copy(1).entries.values()
    assert b"210031" not in plain(page)
    assert b"p-aab2c3d4e5K" in plain(page)
    assert b"100001" in zlib.decompress(alerts)
