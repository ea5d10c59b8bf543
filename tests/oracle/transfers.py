"""Where every mark counts when pupils change school: each mark walked by itself from school to school.

Owns the way of a mark: who moves it on, what happens to it at each school it passes, where a circle ends.
Must not know of windows or rules. Called by the replayer.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from schemas import Transfer
from tests.oracle.known import Known, Rank, canonical
from tests.oracle.marks import Mark, best_marks, explained, is_erased

World = Mapping[str, Known]
"""All schools."""
Node = tuple[str, str]
"""A pupil of a school."""


def marks_of_all(world: World) -> dict[Node, tuple[Mark, ...]]:
    """Return the marks that count for every pupil of every school, by date and moment."""
    best: dict[Node, dict[tuple[date, int], tuple[Rank, Mark]]] = {}
    for school, known in world.items():
        for (pupil, _, _), (rank, mark) in best_marks(known).items():
            arrived = _walk(world, (school, pupil), rank, mark)
            if arrived is None:
                continue
            end, mark_there = arrived
            places = best.setdefault(end, {})
            alone = _alone(rank, pupil)
            if mark.place not in places or places[mark.place][0] < alone:
                places[mark.place] = (alone, mark_there)
    return {node: tuple(mark for _, (_, mark) in sorted(places.items())) for node, places in best.items()}


def target(transfer: Transfer) -> Node:
    """Return to whom a transfer moves marks."""
    return (transfer.to_school, transfer.to_pupil or transfer.pupil)


def _walk(world: World, start: Node, rank: Rank, mark: Mark) -> tuple[Node, Mark] | None:
    """Return where a mark ends and what it is there; None when it is erased on the way."""
    end = _end(world, start, mark.date)
    for node in _way(world, start, end):
        school, pupil = node
        known = world.get(school, Known())
        if is_erased(known, pupil, rank[0]):
            return None
        mark = explained(known, pupil, mark)
    return end, mark


def _way(world: World, start: Node, end: Node) -> Iterator[Node]:
    node = start
    while node != end:
        yield node
        held = _held(world, node)
        assert held is not None
        node = target(held)
    yield end


def _end(world: World, start: Node, day: date) -> Node:
    """Follow the transfers whose date is later than the day; a circle ends where its latest transfer leads."""
    way: list[Node] = []
    node = start
    while node not in way:
        held = _held(world, node)
        if held is None or day >= held.date or target(held) == node:
            return node
        way.append(node)
        node = target(held)
    circle = [held for each in way[way.index(node) :] if (held := _held(world, each))]
    return target(max(circle, key=lambda one: (one.date, one.recorded_at, one.id, one.school, one.pupil)))


def _held(world: World, node: Node) -> Transfer | None:
    school, pupil = node
    return world[school].transfer(pupil) if school in world else None


def _alone(rank: Rank, pupil: str) -> Rank:
    """Return the rank of a roll call as if it listed this pupil alone: so it competes with those of other schools."""
    recorded_at, name, raw = rank
    event = json.loads(raw)
    event["entries"] = [entry for entry in event["entries"] if entry["pupil"] == pupil]
    return (recorded_at, name, canonical(json.dumps(event).encode()))
