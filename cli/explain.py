"""`naervaer explain ALERT_ID`: one alert as a person reads it. Wiring only: rows or lines in, text out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click
from pydantic import ValidationError

from cli.settings import settings
from schemas import Alert
from sinks.alerts import AlertsUnreadableError, alert_rows
from sources.alerts import alert_on_topic
from sources.log import Log, LogUnreadableError
from streams.explain.alert import Story, explain
from streams.law.packs import PackError, load_rulebook
from streams.law.rule import Rulebook
from streams.words.grammar import WORDS, Language
from streams.words.history import in_order, version_of_alert, version_of_row


@click.command("explain")
@click.argument("alert_id")
@click.option("--lang", type=click.Choice(sorted(WORDS)), default="da", help="language")
@click.option("--from", "file", type=click.File("rb"), help="alerts as `naervaer replay --alerts` writes them")
@click.option("--from-kafka", is_flag=True, help="alerts as they stand on their topic")
@click.option("--rules", type=click.Path(path_type=Path), help="directory of rule packs  [default: NAERVAER_RULES]")
def command(alert_id: str, lang: Language, file: BinaryIO | None, from_kafka: bool, rules: Path | None) -> None:  # noqa: FBT001
    """Explain one alert: rule and duty, numbers, days, corrections, who was told.

    It is read from ClickHouse, with --from-kafka from the topic of alerts, or with --from out of a file, without any
    service.
    """
    try:
        rulebook = load_rulebook(rules or settings().rules)
        if file is not None:
            story = _told(rulebook, _alerts(file, alert_id))
        elif from_kafka:
            story = _told(rulebook, alert_on_topic(Log(settings().bootstrap, settings().security), alert_id))
        else:
            story = _told_by_clickhouse(alert_id, rulebook)
    except (PackError, AlertsUnreadableError, LogUnreadableError) as error:
        raise click.ClickException(str(error)) from error
    if not story.versions:
        raise click.ClickException(f"there is no alert {alert_id}")
    click.echo(explain(story, lang), nl=False)


def _told_by_clickhouse(alert_id: str, rulebook: Rulebook) -> Story:
    rows = alert_rows(settings().clickhouse_url, alert_id)
    rules = {rule.id: rule for rule in rulebook.rules}
    versions = in_order(version_of_row(row, rules.get(row.rule)) for row in rows.versions)
    return Story(versions, rules.get(versions[-1].rule) if versions else None, rows.acknowledgements)


def _told(rulebook: Rulebook, alerts: Iterable[Alert]) -> Story:
    versions = in_order(map(version_of_alert, alerts))
    rules = {rule.id: rule for rule in rulebook.rules}
    return Story(versions, rules.get(versions[-1].rule) if versions else None, None)


def _alerts(file: BinaryIO, alert_id: str) -> Iterator[Alert]:
    wanted = alert_id.encode()
    for number, line in enumerate(file, start=1):
        if wanted not in line:
            continue
        try:
            alert = Alert.model_validate_json(line)
        except ValidationError as error:
            raise click.ClickException(f"{file.name}, line {number} is no alert") from error
        if alert.id == alert_id:
            yield alert
