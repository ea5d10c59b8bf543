"""`naervaer dlq`: the dead letters listed, shown, sent again, dropped.

Wiring only: what may be done is decided in `streams.letters`, Kafka is spoken to in `sources.letters`.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from cli.dlq_edit import edited, printable, readable
from cli.settings import settings
from cli.tables import show_table
from schemas import Reason
from sources.letters import Postman, read_letters
from sources.log import Log, LogUnreadableError
from sources.publisher import Undelivered
from streams.letters import (
    LETTER_TOPICS,
    Letter,
    Place,
    State,
    Verdict,
    Wanted,
    judge_letter,
    place_from,
    short_name,
)

MOST_ATTEMPTS = 5
_TOPICS = {short_name(topic): topic for topic in LETTER_TOPICS}

F = TypeVar("F", bound=Callable[..., object])


class Failing(click.Group):
    """A group whose commands end with one line when Kafka does not answer."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command of the group."""
        try:
            return super().invoke(ctx)
        except (LogUnreadableError, Undelivered) as error:
            raise click.ClickException(str(error)) from error


@click.group("dlq", cls=Failing)
def command() -> None:
    """List and show dead letters, send them again, or drop them."""


def _filters(function: F) -> F:
    function = click.option("--school", "schools", multiple=True, help="Only letters of this school.")(function)
    reasons = click.Choice([reason.value for reason in Reason])
    function = click.option("--reason", "reasons", type=reasons, multiple=True, help="Only letters with this reason.")(
        function
    )
    return click.option(
        "--topic", "topics", type=click.Choice(list(_TOPICS)), multiple=True, help="Only letters of this topic."
    )(function)


def _places(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> frozenset[Place]:
    places = {text: place_from(text) for text in texts}
    for text, place in places.items():
        if place is None:
            raise click.BadParameter(f"{text} is no letter such as rollcalls:3:17")
    return frozenset(place for place in places.values() if place is not None)


_LETTERS = click.argument("letters", nargs=-1, callback=_places)


@command.command("list")
@_filters
@click.option("--all", "settled", is_flag=True, help="Also letters that were replayed or dropped.")
def list_(topics: tuple[str, ...], reasons: tuple[str, ...], schools: tuple[str, ...], settled: bool) -> None:  # noqa: FBT001
    """List dead letters, and count them by topic and reason."""
    found = _found(_wanted(frozenset(), topics, reasons, schools))
    chosen = [letter for letter in found if settled or letter.state is State.OPEN]
    heads = ("letter", "school", "reason", "state", "attempts", "failed at", "detail")
    show_table("", heads, map(_row, chosen))
    for (topic, reason), number in sorted(Counter((each.place.topic, each.reason) for each in chosen).items()):
        click.echo(f"{number:,} {short_name(topic)} {reason}")
    click.echo(f"{len(chosen):,} letters, {sum(each.state is State.OPEN for each in chosen):,} open")


@command.command()
@click.argument("letters", metavar="LETTER", nargs=1, callback=lambda ctx, param, text: _places(ctx, param, (text,)))
def show(letters: frozenset[Place]) -> None:
    """Show one dead letter, such as rollcalls:3:17: its headers and its value."""
    found = _found(Wanted(places=letters))
    if not found:
        raise click.ClickException(f"there is no letter {next(iter(letters))}")
    (letter,) = found
    for name, text in (
        ("letter", letter.place),
        ("school", letter.school or "-"),
        ("reason", letter.reason),
        ("detail", letter.detail),
        ("rejected from", letter.origin),
        ("failed at", letter.failed_at),
        ("attempts", letter.attempts),
        ("state", letter.state),
        ("replay", judge_letter(letter, MOST_ATTEMPTS).why or "can be sent again"),
    ):
        click.echo(f"{name:<15}{text}")
    click.echo(f"\n{printable(readable(letter.value))}")


@command.command()
@_LETTERS
@_filters
@click.option("--all", "everything", is_flag=True, help="All open letters.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--edit", is_flag=True, help="Edit each value with $EDITOR; it is checked before it is sent.")
@click.option("--most-attempts", type=click.IntRange(1), default=MOST_ATTEMPTS, help="Leave what was tried so often.")
def replay(  # noqa: PLR0913 (the options of the command)
    letters: frozenset[Place],
    topics: tuple[str, ...],
    reasons: tuple[str, ...],
    schools: tuple[str, ...],
    *,
    everything: bool,
    dry_run: bool,
    edit: bool,
    most_attempts: int,
) -> None:
    """Send dead letters again, those of a school in their order; what is still wrong is left and told.

    A letter is sent once only: a note beside it says that it was replayed. The exit code is 1 when any was left.
    """
    found = _meant(_wanted(letters, topics, reasons, schools), everything=everything)
    counts: Counter[str] = Counter()
    with Postman(settings().bootstrap, settings().security) as postman:
        for letter in found:
            done = _replay(postman, letter, most_attempts, edit=edit, dry_run=dry_run)
            counts[done] += 1
            click.echo(f"{letter.place}  {done}")
    sent = sum(number for done, number in counts.items() if done in _SENT)
    click.echo(f"{sent:,} {_WOULD if dry_run else _WAS}, {len(found) - sent:,} left")
    if sent < len(found):
        raise SystemExit(1)


_WAS, _WOULD = "sent again", "would be sent again"
_SENT = {_WAS, _WOULD}


@command.command()
@_LETTERS
@_filters
@click.option("--all", "everything", is_flag=True, help="All open letters.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def drop(
    letters: frozenset[Place],
    topics: tuple[str, ...],
    reasons: tuple[str, ...],
    schools: tuple[str, ...],
    *,
    everything: bool,
    dry_run: bool,
) -> None:
    """Note that dead letters need no replay; they stay on their topic until its retention ends."""
    found = _meant(_wanted(letters, topics, reasons, schools), everything=everything)
    with Postman(settings().bootstrap, settings().security) as postman:
        for letter in found:
            if not dry_run:
                postman.note(letter, State.DROPPED)
            click.echo(f"{letter.place}  {'would be ' if dry_run else ''}dropped")
    click.echo(f"{len(found):,} {'would be ' if dry_run else ''}dropped")


def _replay(postman: Postman, letter: Letter, most_attempts: int, *, edit: bool, dry_run: bool) -> str:
    judgement = judge_letter(letter, most_attempts)
    if edit and judgement.verdict in {Verdict.SEND, Verdict.MASKED, Verdict.STILL_WRONG}:
        message = edited(letter)
        if message is None:
            return "left: not changed"
        key, value = message
    elif judgement.verdict is Verdict.SEND:
        key, value = letter.key, letter.value or b""
    else:
        return f"left: {judgement.verdict}: {judgement.why}"
    if dry_run:
        return _WOULD
    postman.replay(letter, key, value)
    return _WAS


def _wanted(places: frozenset[Place], topics: Iterable[str], reasons: Iterable[str], schools: Iterable[str]) -> Wanted:
    return Wanted(places, frozenset(_TOPICS[name] for name in topics), frozenset(reasons), frozenset(schools))


def _meant(wanted: Wanted, *, everything: bool) -> list[Letter]:
    """Return the letters to act on: the open ones, or any that are named; nothing is acted on by accident."""
    if not any(wanted) and not everything:
        raise click.UsageError("name letters, or say --topic, --reason, --school or --all")
    found = _found(wanted)
    missing = wanted.places - {letter.place for letter in found}
    if missing:
        raise click.ClickException(f"there is no letter {', '.join(map(str, sorted(missing)))}")
    return [letter for letter in found if wanted.places or letter.state is State.OPEN]


def _found(wanted: Wanted) -> list[Letter]:
    topics = wanted.topics or {place.topic for place in wanted.places} or LETTER_TOPICS
    return [
        letter
        for letter in read_letters(Log(settings().bootstrap, settings().security), topics)
        if wanted.means(letter)
    ]


def _row(letter: Letter) -> tuple[str, ...]:
    return (
        *(str(letter.place), letter.school or "-", letter.reason, letter.state, str(letter.attempts)),
        *(letter.failed_at, letter.detail),
    )
