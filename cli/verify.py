"""`naervaer verify`: everything worked out again from Kafka and compared with the alerts and with ClickHouse.

Wiring only: what must agree is decided in `streams.replay.audit` and `streams.replay.audit_rows`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import click

from agents.config import APP_ID
from cli.events import counted
from cli.settings import settings
from schemas import ALERTS, FACTS, ROLL_CALLS, WORKER_TOPICS, Fact, FactRow
from sinks.alerts import AlertsUnreadableError
from sinks.runner import GROUP
from sinks.tables import Tables
from sources.events import heard
from sources.facts import publish_facts
from sources.lag import lag
from sources.log import Log, LogUnreadableError
from sources.publisher import Undelivered
from streams.law.packs import PackError, load_rulebook
from streams.law.rule import Rulebook
from streams.replay.audit import Difference, active, active_differences, by_school, text_differences, texts_of
from streams.replay.audit_rows import KEYS, expected_rows, row_differences, without_removals
from streams.replay.worked_out import work_out

MOST_SHOWN = 100


@dataclass
class Audit:
    """What was compared and what differs; `remedies` are the rows that put ClickHouse right, by school."""

    differences: list[Difference] = field(default_factory=list)
    remedies: dict[str, list[FactRow]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


@click.command("verify")
@click.option("--repair", is_flag=True, help="Publish the rows again that ClickHouse lacks or has otherwise.")
@click.option("--remove", is_flag=True, help="With --repair: also remove rows that no event explains.")
def command(repair: bool, remove: bool) -> None:  # noqa: FBT001
    """Work out all alerts and rows again from the input topics, and compare.

    Compared are the active alerts (rule, school, pupil, window, value, evidence), that each version has one text, and
    the rows in ClickHouse. Version numbers are not: events of different topics have no common order. The exit code is
    1 when anything differs. It is sharp when nothing is under way; what workers and sink have still to do is told.
    """
    if remove and not repair:
        raise click.UsageError("--remove goes with --repair")
    try:
        log = Log(settings().bootstrap, settings().security)
        _tell_lag(log)
        audit = _audit(load_rulebook(settings().rules), log)
        _tell(audit)
        if repair and audit.remedies:
            _repair(audit, remove=remove)
    except (PackError, LogUnreadableError, AlertsUnreadableError, Undelivered) as error:
        raise click.ClickException(str(error)) from error
    if audit.differences:
        raise SystemExit(1)


def _tell_lag(log: Log) -> None:
    for who, group, topics in (("workers", APP_ID, WORKER_TOPICS), ("sink", GROUP, (FACTS,))):
        waiting = lag(log, group, topics)
        if waiting:
            click.echo(f"the {who} have still {waiting:,} records before them: differences may be theirs", err=True)


def _audit(rulebook: Rulebook, log: Log) -> Audit:
    audit, extents, numbers = Audit(), log.extents(ALERTS), log.partitions(ROLL_CALLS)
    on = {rule.id for rule in rulebook.rules if rule.enabled}
    with Tables(settings().clickhouse_url) as tables:
        for number in numbers:
            worked_out = work_out(
                rulebook, counted(heard(log.read(WORKER_TOPICS, number), len(numbers)), "events"), len(numbers)
            )
            texts = texts_of(each.value for each in log.read([ALERTS], number) if each.value is not None)
            is_whole = extents[number].first == 0
            newest = [versions[-1] for versions in texts.versions.values()]
            audit.differences += text_differences(texts, is_whole=is_whole)
            audit.differences += active_differences(worked_out.alerts.values(), newest, on)
            audit.counts["schools"] += len(worked_out.schools)
            audit.counts["active alerts"] += sum(1 for _ in active(worked_out.alerts.values()))
            alerts = by_school(texts)
            for school in worked_out.schools:
                register = worked_out.pipeline.register(school)
                rows = expected_rows(register, alerts.get(school, ()))
                since = dict.fromkeys(KEYS, register.frame.day(0)) | ({} if is_whole else {"alert_history": date.max})
                _compare_rows(audit, tables, school, rows, since)
    return audit


def _compare_rows(
    audit: Audit, tables: Tables, school: str, expected: Mapping[str, list[FactRow]], since: Mapping[str, date]
) -> None:
    for table, rows in expected.items():
        audit.counts["rows"] += len(rows)
        for difference, remedy in row_differences(table, rows, tables.rows(table, school), since[table]):
            audit.differences.append(difference)
            audit.remedies.setdefault(school, []).append(remedy)


def _repair(audit: Audit, *, remove: bool) -> None:
    remedies = {school: rows if remove else without_removals(rows) for school, rows in sorted(audit.remedies.items())}
    facts = [Fact(school, tuple(rows)) for school, rows in remedies.items() if rows]
    publish_facts(settings().bootstrap, facts, datetime.now(UTC), settings().security)
    sent = sum(len(fact.rows) for fact in facts)
    click.echo(f"{sent:,} rows of {len(facts):,} schools published again; verify once more when the sink has them")


def _tell(audit: Audit) -> None:
    for difference in audit.differences[:MOST_SHOWN]:
        click.echo(str(difference))
    if len(audit.differences) > MOST_SHOWN:
        click.echo(f"... and {len(audit.differences) - MOST_SHOWN:,} more")
    compared = ", ".join(f"{number:,} {what}" for what, number in audit.counts.items())
    click.echo(f"{compared}: {len(audit.differences) or 'nothing'} differ{'s' if not audit.differences else ''}")
