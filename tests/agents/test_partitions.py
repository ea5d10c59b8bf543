"""A worker starts only on topics that all have the same number of partitions."""

import pytest

from agents.partitions import UnfitTopicsError, common


def test_the_number_that_all_have() -> None:
    assert common({"a": 12, "b": 12}) == 12


def test_missing_topics_are_named_with_the_command_that_makes_them() -> None:
    with pytest.raises(UnfitTopicsError, match=r"missing topics: b, c; `naervaer topics create`"):
        common({"a": 12, "c": 0, "b": 0})


def test_different_numbers_are_named() -> None:
    with pytest.raises(UnfitTopicsError, match=r"a has 12, b has 4; `naervaer topics create`"):
        common({"b": 4, "a": 12})
