"""`naervaer rules what-if`: today's rule packs and others on the same events, as tables and as CSV.

Wiring only: the comparison is `streams.replay.what_if`.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import click

from cli.events import counted, events_options
from cli.settings import settings
from cli.tables import show_table
from sources.events import Events
from sources.log import LogUnreadableError
from streams.law.packs import PackError, load_rulebook
from streams.replay.what_if import Compared, Sum, sums, total, what_if

COLUMNS = ("change", "rule", "school", "grade", "class", "subject", "window", "key", "state", "value", "as_of")
SUMS = ("today", "then", "new", "gone", "pupils new", "pupils gone")


@click.command("what-if")
@click.option("--rules", "other", type=click.Path(path_type=Path), required=True, help="The other rule packs.")
@events_options
@click.option("--csv", "table", type=click.File("w", encoding="utf-8"), help="Write a line per alert into a file.")
def what_if_command(
    other: Path,
    events: Events,
    table: TextIO | None,
) -> None:
    """Compare today's rule packs (NAERVAER_RULES) with others on the same events.

    Told is how many alerts there are by both, of which schools and grades, and how many are new and gone. An alert
    counts when it was right to raise it, also when it has ended by itself since; withdrawn ones do not count.
    """
    rows = _compared(events, other)
    if table is not None:
        _write(table, rows)
    _show_sums("by rule", ("rule",), {(name,): each for name, each in sums(rows, lambda alert: alert.rule).items()})
    by_place = sums(rows, lambda alert: (alert.school, "-" if alert.grade is None else alert.grade))
    _show_sums("by school and grade", ("school", "grade"), dict(sorted(by_place.items(), key=repr)))
    whole = total(rows)
    click.echo(
        f"{whole.today:,} alerts today, {whole.other:,} with {other}: "
        f"{whole.new:,} new (of {whole.new_pupils:,} pupils), {whole.gone:,} gone (of {whole.gone_pupils:,} pupils)"
    )


def _compared(events: Events, other: Path) -> list[Compared]:
    try:
        today, then = load_rulebook(settings().rules), load_rulebook(other)
        shares, partitions = events.shares(), events.partitions()
        return [row for share in shares for row in what_if(today, then, counted(share, "events"), partitions)]
    except (PackError, LogUnreadableError) as error:
        raise click.ClickException(str(error)) from error


def _show_sums(title: str, heads: Sequence[str], rows: dict[tuple[object, ...], Sum]) -> None:
    cells: Iterable[tuple[object, ...]] = ((*map(str, name), *each) for name, each in rows.items())
    show_table(title, (*heads, *SUMS), cells, numbers_from=len(heads))


def _write(file: TextIO, rows: Iterable[Compared]) -> None:
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    for change, alert in rows:
        lines.writerow(
            (
                *(change, alert.rule, alert.school, alert.grade, alert.class_, alert.subject),
                *(alert.window, alert.key, alert.state, alert.value, alert.as_of),
            )
        )
