"""Where else a pupil is known: at schools from which or to which it was transferred, perhaps under another id.

Owns the way along transfers. Used by the erasure, which reaches one school at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas import TRANSFERS, Transfer, decode
from sources.log import Log


class KnownAs(NamedTuple):
    """A pupil as one school knows it."""

    school: str
    pupil: str


def known_elsewhere(log: Log, there: KnownAs) -> tuple[KnownAs, ...]:
    """Return all that transfers on the topic link with a pupil, sorted. Errors: LogUnreadableError."""
    return linked(_transfers(log), there)


def linked(transfers: Iterable[Transfer], there: KnownAs) -> tuple[KnownAs, ...]:
    """Return all that transfers link with a pupil at a school, over any number of schools and in both directions."""
    beside: dict[KnownAs, set[KnownAs]] = defaultdict(set)
    for each in transfers:
        old, new = KnownAs(each.school, each.pupil), KnownAs(each.to_school, each.to_pupil or each.pupil)
        beside[old].add(new)
        beside[new].add(old)
    found, ahead = {there}, [there]
    while ahead:
        ahead = [each for known in ahead for each in beside[known] if each not in found]
        found.update(ahead)
    return tuple(sorted(found - {there}))


def _transfers(log: Log) -> Iterator[Transfer]:
    for partition in log.partitions(TRANSFERS):
        for record in log.read([TRANSFERS], partition):
            event = decode(record.topic, record.key, record.value)
            if isinstance(event, Transfer):
                yield event
