"""Replays by several processes: what becomes of one when a process of it is killed."""

import json
import multiprocessing
from itertools import chain, repeat
from pathlib import Path

import pytest

from cli.replay_jobs import CHUNKS_AHEAD, LINES_DEALT_TOGETHER, ReplayFailedError, replay_lines
from streams.law.packs import load_rulebook
from tests.cli.test_replay import ROLL_CALL

RULES = Path(__file__).parents[2] / "rules"
LINE = json.dumps({"topic": "naervaer.rollcalls.v1", "value": ROLL_CALL}).encode()


def test_every_line_comes_back_once_and_in_order_however_many_are_ahead() -> None:
    lines = (2 * CHUNKS_AHEAD + 1) * LINES_DEALT_TOGETHER + 1
    told = [line.number for line in replay_lines(load_rulebook(RULES), repeat(LINE, lines), 2)]
    assert told == [*range(1, lines + 1)]


def test_a_killed_process_ends_the_replay_with_an_error_instead_of_leaving_lines_out() -> None:
    told = replay_lines(load_rulebook(RULES), chain(repeat(LINE, LINES_DEALT_TOGETHER), repeat(b"", 10**9)), 2)
    next(told)
    for process in multiprocessing.active_children():
        process.kill()
    with pytest.raises(ReplayFailedError, match="a process of the replay ended"):
        list(told)
