"""A replay over several processes: every school has its process, the results come back in the order of the lines.

Owns the dealing out and the merging; what a line means is decided in streams. Called by `naervaer replay`.
"""

import gc
import multiprocessing
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from streams.law.rule import Rulebook
from streams.pipeline import PARTITIONS
from streams.replay.lines import Judged, Rejected, Replay, linked_schools, school_of

LINES_DEALT_TOGETHER = 1024
OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""A replay makes few cycles and holds many objects: looking for cycles as often as Python does by itself costs more."""
NO_LINKS: Mapping[bytes, bytes] = MappingProxyType({})


class ReplayFailedError(RuntimeError):
    """A process of the replay ended before its work was done."""


class Written(NamedTuple):
    """What came of one line at one school: its alert versions as JSON lines and their number, or a reject as one."""

    number: int
    school: str
    registrations: int
    versions: int
    alerts: bytes
    reject: bytes


def replay_file(rulebook: Rulebook, file: BinaryIO, jobs: int, partitions: int) -> Iterator[Written]:
    """Judge a file with so many processes; the results do not depend on how many.

    It is read twice with several processes, as schools between which pupils are transferred go to one of them. What
    cannot be read twice, such as a pipe, is judged by one process.
    """
    if jobs == 1 or not file.seekable():
        return replay_lines(rulebook, file, 1, partitions=partitions)
    start = file.tell()
    links = linked_schools(file)
    file.seek(start)
    return replay_lines(rulebook, file, jobs, links, partitions)


def replay_lines(
    rulebook: Rulebook,
    lines: Iterable[bytes],
    jobs: int,
    links: Mapping[bytes, bytes] = NO_LINKS,
    partitions: int = PARTITIONS,
) -> Iterator[Written]:
    """Judge lines with so many processes; `links` as `linked_schools` gives them, for all transfers in the lines."""
    numbered = enumerate(lines, start=1)
    if jobs == 1:
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        yield from map(_written, Replay(rulebook, partitions).judge(numbered))
        return
    with ExitStack() as stack:
        hands = [stack.enter_context(_process(rulebook, partitions)) for _ in range(jobs)]
        chunk = list(islice(numbered, LINES_DEALT_TOGETHER))
        _deal(chunk, hands, links)
        while chunk:
            chunk = list(islice(numbered, LINES_DEALT_TOGETHER))
            collected = _collected(hands)
            _deal(chunk, hands, links)
            yield from collected


class _process:  # noqa: N801 - used like the function that it is
    """A process that judges what it is sent, for the time of a with block."""

    def __init__(self, rulebook: Rulebook, partitions: int) -> None:
        self._near, self._far = multiprocessing.Pipe()
        told = (rulebook, partitions, self._far)
        self._process = multiprocessing.Process(target=_judge_all, args=told, daemon=True)

    def __enter__(self) -> Connection:
        self._process.start()
        self._far.close()
        return self._near

    def __exit__(self, *_: object) -> None:
        self._near.close()
        self._process.terminate()
        self._process.join()


def _deal(chunk: list[tuple[int, bytes]], hands: list[Connection], links: Mapping[bytes, bytes]) -> None:
    dealt: list[list[tuple[int, bytes]]] = [[] for _ in hands]
    for number, line in chunk:
        school = school_of(line)
        place = zlib.crc32(links.get(school, school)) % len(hands)
        for lines_of_hand in [dealt[place]] if school else dealt:
            lines_of_hand.append((number, line))
    for hand, lines in zip(hands, dealt, strict=True):
        hand.send(lines)


def _collected(hands: list[Connection]) -> list[Written]:
    found: list[Written] = []
    for hand in hands:
        try:
            found += hand.recv()
        except EOFError as error:
            raise ReplayFailedError("a process of the replay ended; its own message says why") from error
    return sorted(set(found))  # what is of no school was dealt to all


def _judge_all(rulebook: Rulebook, partitions: int, far: Connection) -> None:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    run = Replay(rulebook, partitions)
    while True:
        try:
            lines = far.recv()
        except EOFError:
            return
        far.send([_written(line) for line in run.judge(lines)])


def _written(line: Judged | Rejected) -> Written:
    if isinstance(line, Rejected):
        return Written(line.number, "", 0, 0, b"", line.to_bytes())
    announced = [*line.outcome.announced, *(each for there in line.elsewhere for each in there.announced)]
    alerts = b"".join([each.json + b"\n" for each in announced])
    return Written(line.number, line.outcome.school, line.registrations, len(announced), alerts, b"")
