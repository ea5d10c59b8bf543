"""The register in memory gives a school's entries, and only those that are still its worker's."""

from typing import NamedTuple

from agents.store import SchoolIndex


def index() -> SchoolIndex:
    made = SchoolIndex()
    made.write(0, [("280123|a", b"1"), ("280123|b", b"2"), ("101001|a", b"3")])
    made.write(1, [("999999|a", b"4")])
    return made


def test_a_school_has_its_own_entries_only() -> None:
    assert dict(index().entries("280123")) == {"280123|a": b"1", "280123|b": b"2"}


def test_an_unknown_school_has_none() -> None:
    assert dict(index().entries("000000")) == {}


def test_the_newest_write_holds_and_none_removes() -> None:
    made = index()
    made.write(0, [("280123|a", b"9"), ("280123|b", None), ("280123|c", None)])
    assert dict(made.entries("280123")) == {"280123|a": b"9"}


def test_schools_of_partitions_that_went_elsewhere_are_dropped() -> None:
    made = index()
    made.keep(frozenset({1}))
    assert dict(made.entries("280123")) == dict(made.entries("101001")) == {}
    assert dict(made.entries("999999")) == {"999999|a": b"4"}
    assert made.size() == 1


def test_a_school_that_comes_back_has_only_what_is_read_again() -> None:
    made = index()
    made.keep(frozenset({1}))
    made.write(0, [("280123|b", b"5")])
    assert dict(made.entries("280123")) == {"280123|b": b"5"}


class Change(NamedTuple):
    offset: int
    key: bytes
    value: bytes | None


def test_what_was_taken_over_of_the_changelog_is_not_taken_over_again() -> None:
    index = SchoolIndex()
    index.recover(3, [Change(5, b"280123|a", b"1"), Change(7, b"280123|a", b"2")])
    index.recover(3, [Change(5, b"280123|a", b"1"), Change(8, b"280123|b", b"3")])
    assert index.entries("280123") == {"280123|a": b"2", "280123|b": b"3"}
    assert (index.ends, index.read) == ({3: 8}, 3)


def test_a_partition_that_went_to_another_worker_is_read_from_its_beginning_when_it_comes_back() -> None:
    index = SchoolIndex()
    index.recover(3, [Change(5, b"280123|a", b"1"), Change(6, b"#order", b"[]")])
    index.keep(frozenset({4}))
    assert (index.ends, index.orders, index.size()) == ({}, {}, 0)
