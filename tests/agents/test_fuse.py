"""A few bugs in a minute are dead letters; more stop the worker."""

from agents.fuse import Fuse


def test_it_blows_at_one_more_than_the_limit_within_a_minute() -> None:
    fuse = Fuse(2)
    assert [fuse.blows(at) for at in (0.0, 30.0, 59.0)] == [False, False, True]


def test_failures_older_than_a_minute_do_not_count() -> None:
    fuse = Fuse(2)
    assert [fuse.blows(at) for at in (0.0, 30.0, 60.0, 90.0, 91.0)] == [False, False, False, False, True]
