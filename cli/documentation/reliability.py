"""docs/reliability.md, from the figures that the long forms of the tests wrote; no figure is typed.

The page says what is tried and what must hold afterwards; the figures stand in docs/reliability.json.
"""

import json
from collections.abc import Mapping
from typing import Any

from cli.documentation.markdown import page, table
from cli.settings import PROJECT

FIGURES = PROJECT / "docs" / "reliability.json"

_HOLDS = """\
After a round

- the active alerts are those of `naervaer replay` on the same events; in rounds in which topic follows topic, so is
  every version of every alert, byte by byte;
- every version was published at least once, from 1 on without a gap, and all copies of it are the same bytes;
- `absences`, `class_days` and `pupil_quarters` are, row by row, a naive count of the events, `alerts` and
  `alert_history` what was published (in shuffled rounds without an alert's municipality and a class day's
  `recorded_at`, which depend on the order of the topics);
- no event and no fact waits, and there is no dead letter."""

_ORDER = """\
Kafka keeps the order of events within a topic. A worker therefore notes the order in which it takes the events of
different topics in the changelog of its register, before anything follows from them; the worker that reads those
events next waits for all of them and takes them in that order. Without the note a crash between alerts and state
could leave a version of an alert behind that is then made again with another content.

A clock tick waits until what was written to the other topics of its partition before it is read
([how](architecture.md#ticks-wait)): a deadline that passed during an outage tells of nothing that was there in time."""

_KNOWN = """\
A worker that is frozen for longer than its session in the middle of a batch may, when it wakes, still send facts of
events that another worker has handled since, with what corrected them; then it hears that it lost its partitions and
stops. Alerts are not harmed: what is sent twice has the same id, version and bytes. But rows replace each other by the
offset of their fact, so that a row in ClickHouse may fall back to what stood before a correction, until the mark
changes again. That is the problem of the round above that has one (seed 15: an absence that had been corrected stood
again). `naervaer verify` finds such a row, `naervaer verify --repair` puts it right. The remedy would be a number of
the event within its school in each fact, kept in the register, in the place of the offset."""

_LEFT_OUT = """\
Not tried: a full disk of the broker, a broker whose own clock jumps (no process can be given a clock of its own here;
the topics carry the broker's time, so it decides how long a record is kept and nothing else), several brokers, and a
worker that is frozen exactly between its question whether it is still a member of the group and its answer being acted
upon."""


def reliability_page() -> str:
    """Give the page."""
    figures: dict[str, Any] = json.loads(FIGURES.read_text())
    return page(
        "Reliability",
        "What happens when parts fail or send nonsense, as tried on the real broker, real worker processes, the real "
        "sink and the embedded ClickHouse. `make test` plays one short round; `make torture` plays many, by seed, goes "
        "on where it was interrupted, and writes the figures below.",
        "## Faults",
        "A round starts an installation of its own, publishes a few simulated schools whose producers send a tenth of "
        "the events twice, with clocks wrong by up to years, and, in every other round, in a shuffled order across "
        "topics, and meanwhile brings about faults drawn from the seed. Workers and sink are started again when they "
        "end, as a supervisor does.",
        _HOLDS,
        _figures(figures["rounds"], ("faults", "processes_that_ended", "seeds")),
        _tally("fault", figures["rounds"]["faults"]),
        _tally("process that ended (86: died at the chosen point, 1: gave up, 3: stalled)", _ends(figures)),
        "## The order of events",
        _ORDER,
        "## Bad input",
        "Damaged messages over all input topics: bytes changed, moved and cut off, noise, deep nesting, sizes around "
        "the limit, odd numbers, lone surrogates, fields twice, of other types, left out and too many, no value, other "
        "keys, other topics, odd headers. Every message that the broker takes must be applied, forwarded or a dead "
        "letter with the reason that decoding gives. The speed is that of messages that must be rejected, in processor "
        "time of one run; what is good among the damaged is work like any other.",
        _figures(figures["flood"], ("dead_letters_by_reason",)),
        _tally("reason", figures["flood"]["dead_letters_by_reason"]),
        "## What is known not to hold",
        _KNOWN,
        "## What was not tried",
        _LEFT_OUT,
    )


def _ends(figures: Mapping[str, Any]) -> dict[str, int]:
    return dict(figures["rounds"]["processes_that_ended"])


def _figures(values: Mapping[str, Any], without: tuple[str, ...]) -> str:
    rows = ((name.replace("_", " "), _shown(value)) for name, value in values.items() if name not in without)
    return table(("figure", ""), rows)


def _tally(what: str, values: Mapping[str, int]) -> str:
    return table((what, "times"), ((name, _shown(number)) for name, number in values.items()))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
