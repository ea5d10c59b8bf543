"""`naervaer evidence`: the case file of one alert made, or one made earlier verified.

Wiring only: what belongs in it and whether it holds is decided in `streams.casefile.case` and `streams.casefile.check`.
"""

from itertools import chain
from pathlib import Path

import click
from pydantic import ValidationError

from cli.events import counted, events_options
from cli.settings import settings
from sources.alerts import school_on_topic
from sources.events import Events, KafkaEvents
from sources.log import Log, LogUnreadableError
from streams.casefile.case import CASE_FILE, CaseFile, case_bytes, case_file
from streams.casefile.check import check_case
from streams.casefile.page import case_page
from streams.law.packs import PackError, load_rulebook
from streams.law.rule import Rulebook
from streams.replay.told import school_of_alert

DATA, PAGE = "evidence.json", "evidence.html"
_DIRECTORY = click.Path(path_type=Path, file_okay=False)


@click.command("evidence")
@click.argument("alert", required=False)
@click.option("--out", type=_DIRECTORY, help=f"Directory for {DATA} and {PAGE}.")
@click.option("--verify", type=_DIRECTORY, help="Work out again what stands in this directory.")
@click.option("--rules", type=click.Path(path_type=Path), help="Directory of rule packs.  [default: NAERVAER_RULES]")
@events_options
def command(
    alert: str | None,
    out: Path | None,
    verify: Path | None,
    rules: Path | None,
    events: Events,
) -> None:
    """Write what a municipality needs for a decision on ALERT, as JSON and as a Danish page for A4.

    Registrations with their corrections, of a class or a school what stands on its list and what was heard about it,
    calendar, rule and source, the arithmetic line by line, sums of control; only opaque ids. With --verify DIR it is
    worked out again: exit code 0 when it holds today, 1 when not, and why.
    """
    if (verify is None) == (alert is None or out is None):
        raise click.UsageError("say either ALERT --out DIR or --verify DIR")
    try:
        rulebook = load_rulebook(rules or settings().rules)
        if verify is not None:
            _verify(rulebook, events, verify)
        elif alert is not None and out is not None:
            _write(_made(rulebook, events, alert, _school(rulebook, events, alert)), out)
    except (PackError, LogUnreadableError) as error:
        raise click.ClickException(str(error)) from error


def _write(case: CaseFile | None, out: Path) -> None:
    if case is None:
        raise click.ClickException("the events make no such alert")
    out.mkdir(parents=True, exist_ok=True)
    (out / DATA).write_bytes(case_bytes(case))
    (out / PAGE).write_text(case_page(case), encoding="utf-8")
    click.echo(f"{out / DATA}\n{out / PAGE}\n{case.newest.rule}: {case.newest.state}")


def _verify(rulebook: Rulebook, events: Events, directory: Path) -> None:
    try:
        case = CASE_FILE.validate_json((directory / DATA).read_bytes())
        page = (directory / PAGE).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    except ValidationError as error:
        raise click.ClickException(f"{directory / DATA} is no case file, or was damaged") from error
    finding = check_case(case, _made(rulebook, events, case.newest.id, case.newest.school))
    for line in finding.lines:
        click.echo(line)
    is_same_page = page == case_page(case).encode()
    if not is_same_page:
        click.echo(f"{PAGE} siger ikke det samme som {DATA}.")
    if not finding.holds or not is_same_page:
        raise SystemExit(1)


def _school(rulebook: Rulebook, events: Events, alert: str) -> str:
    if isinstance(events, KafkaEvents):
        school = school_on_topic(Log(settings().bootstrap, settings().security), alert)
    else:
        heard = counted(chain.from_iterable(events.shares()), "events")
        school = school_of_alert(rulebook, heard, alert, events.partitions())
    if school is None:
        raise click.ClickException(f"there is no alert {alert}")
    return school


def _made(rulebook: Rulebook, events: Events, alert: str, school: str) -> CaseFile | None:
    heard = counted(chain.from_iterable(events.of_school(school)), "events")
    return case_file(rulebook, heard, school, alert, events.partitions())
