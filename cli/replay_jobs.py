"""A replay over several processes: every school has its process, the results come back in the order of the lines.

Owns the dealing out and the merging; what a line means is decided in streams. Called by `naervaer replay`.
"""

import gc
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from streams.law.rule import Rulebook
from streams.pipeline import PARTITIONS
from streams.replay.lines import Judged, Rejected, Replay, linked_schools, school_of

LINES_DEALT_TOGETHER = 1024
CHUNKS_AHEAD = 4
"""A process whose share of a chunk is small goes on with the next ones, and none waits while results are merged."""
OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""A replay makes few cycles and holds many objects: looking for cycles as often as Python does by itself costs more."""
ALL_TO_THE_FIRST: Mapping[bytes, int] = MappingProxyType({})


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

    It is read twice with several processes, as schools between which pupils are transferred go to one of them, and all
    of them get equal shares. What cannot be read twice, such as a pipe, is judged by one process.
    """
    if jobs == 1 or not file.seekable():
        return replay_lines(rulebook, file, 1, partitions=partitions)
    start = file.tell()
    places = _places(file, jobs)
    file.seek(start)
    return replay_lines(rulebook, file, jobs, places, partitions)


def _places(lines: Iterable[bytes], jobs: int) -> dict[bytes, int]:
    """Return which process each school goes to: linked ones together, the largest first to whoever has least to do."""
    sizes: Counter[bytes] = Counter()
    links = linked_schools(_weighed(lines, sizes))
    together: Counter[bytes] = Counter()
    for school, size in sizes.items():
        together[links.get(school, school)] += size
    loads, places = [0] * jobs, {}
    for leader, size in together.most_common():
        places[leader] = loads.index(min(loads))
        loads[places[leader]] += size
    return {school: places[links.get(school, school)] for school in sizes}


def _weighed(lines: Iterable[bytes], sizes: Counter[bytes]) -> Iterator[bytes]:
    for line in lines:
        sizes[school_of(line)] += len(line)
        yield line


def replay_lines(
    rulebook: Rulebook,
    lines: Iterable[bytes],
    jobs: int,
    places: Mapping[bytes, int] = ALL_TO_THE_FIRST,
    partitions: int = PARTITIONS,
) -> Iterator[Written]:
    """Judge lines with so many processes; `places` says which of them a school goes to, the first where it does not."""
    numbered = enumerate(lines, start=1)
    if jobs == 1:
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        yield from map(_written, Replay(rulebook, partitions).judge(numbered))
        return
    with ExitStack() as stack:
        hands = [stack.enter_context(_process(rulebook, partitions)) for _ in range(jobs)]
        dealt = 0
        while chunk := list(islice(numbered, LINES_DEALT_TOGETHER)):
            _deal(chunk, hands, places)
            dealt += 1
            if dealt > CHUNKS_AHEAD:
                yield from _collected(hands)
        for _ in range(min(dealt, CHUNKS_AHEAD)):
            yield from _collected(hands)


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


def _deal(chunk: list[tuple[int, bytes]], hands: list[Connection], places: Mapping[bytes, int]) -> None:
    dealt: list[list[tuple[int, bytes]]] = [[] for _ in hands]
    for number, line in chunk:
        school = school_of(line)
        for lines_of_hand in [dealt[places.get(school, 0)]] if school else dealt:
            lines_of_hand.append((number, line))
    with _told_of_an_end():
        for hand, lines in zip(hands, dealt, strict=True):
            hand.send(lines)


def _collected(hands: list[Connection]) -> list[Written]:
    with _told_of_an_end():
        found = {line for hand in hands for line in hand.recv()}  # what is of no school was dealt to all
    return sorted(found)


@contextmanager
def _told_of_an_end() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError) as error:
        raise ReplayFailedError("a process of the replay ended; its own message says why") from error


def _judge_all(rulebook: Rulebook, partitions: int, far: Connection) -> None:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    run, dealt = Replay(rulebook, partitions), SimpleQueue[list[tuple[int, bytes]] | None]()
    Thread(target=_take_all, args=(far, dealt), daemon=True).start()
    for lines in iter(dealt.get, None):
        far.send([_written(line) for line in run.judge(lines)])


def _take_all(far: Connection, dealt: SimpleQueue[list[tuple[int, bytes]] | None]) -> None:
    """Take in what is dealt while the process judges: whoever deals must never wait for one who waits for him."""
    with suppress(EOFError, ConnectionError):
        while True:
            dealt.put(far.recv())
    dealt.put(None)


def _written(line: Judged | Rejected) -> Written:
    if isinstance(line, Rejected):
        return Written(line.number, "", 0, 0, b"", line.to_bytes())
    announced = [*line.outcome.announced, *(each for there in line.elsewhere for each in there.announced)]
    alerts = b"".join([each.json + b"\n" for each in announced])
    return Written(line.number, line.outcome.school, line.registrations, len(announced), alerts, b"")
