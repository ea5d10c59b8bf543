"""What `naervaer up` shows, from the worker's metrics page to the words on the screen."""

import io
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from rich.console import Console

from agents.metrics import Metrics
from cli.up_figures import Figures, Rate, read_figures
from cli.up_screen import PlainScreen, View, measured, picture, summary
from schemas import Alert
from schemas.topics import ALERTS
from tests.cli.alerts import alert

ADDRESSES = {"Kafka": "127.0.0.1:19092"}


def metrics_page() -> str:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    metrics.ready.set(1)
    metrics.registrations.inc(1234)
    metrics.lag.labels(ALERTS, 0).set(3)
    metrics.lag.labels(ALERTS, 1).set(4)
    metrics.rejections.labels(ALERTS, "schema").inc()
    metrics.rejections.labels(ALERTS, "not_json").inc()
    metrics.alerts.labels("dk.unlawful.day", "raised").inc(20)
    metrics.alerts.labels("dk.unlawful.day", "withdrawn").inc(2)
    return generate_latest(registry).decode()


FIGURES = Figures(True, 1234, 7, 2, {"dk.unlawful.day": {"raised": 20, "withdrawn": 2}})  # noqa: FBT003


def view(**overrides: object) -> View:
    whole = {
        "seconds": 0.0,
        "addresses": ADDRESSES,
        "simulated_until": datetime(2025, 9, 15, 6, 5, tzinfo=UTC),
        "figures": FIGURES,
        "per_second": 99.6,
        "newest": (alert(),),
    }
    return View(**{**whole, **overrides})  # type: ignore[arg-type]  # the builder's own field names


def drawn(seen: View, height: int = 40) -> str:
    console = Console(file=io.StringIO(), width=120, record=True)
    console.print(picture(seen, height))
    return console.export_text()


def test_the_figures_are_those_of_the_real_metrics() -> None:
    assert read_figures(metrics_page()) == FIGURES


def test_a_page_without_our_metrics_is_a_worker_that_is_not_ready() -> None:
    assert read_figures("") == Figures(ready=False, registrations=0, waiting=0, rejected=0)


def test_the_rate_is_taken_over_the_span() -> None:
    rate = Rate().with_reading(0, 0).with_reading(10, 100).with_reading(20, 400)
    assert rate.with_reading(30, 1000).per_second == 60


def test_one_reading_has_no_rate_yet() -> None:
    assert Rate().with_reading(0, 5).per_second == 0


def test_a_restarted_counter_begins_anew() -> None:
    assert Rate().with_reading(0, 100).with_reading(1, 10).with_reading(2, 20).per_second == 10


def test_the_summary_says_everything_in_short() -> None:
    assert summary(view()) == (
        "simulated time 2025-09-15 08:05",
        "1,234 registrations, 100/s",
        "7 events waiting, 2 rejected",
        "alerts: 20 raised, 0 cleared, 2 withdrawn",
    )


def test_a_worker_that_is_away_is_said_to_be() -> None:
    assert summary(view(figures=None, simulated_until=None)) == ("the worker does not answer",)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ({}, "6.5 days of 37 = 17.5 % (at least 15 %)"),
        (
            {"value": 1, "school_days": None, "percent": None, "of": None, "comparison": "more_than"},
            "1 day (more than 15)",
        ),
        ({"unit": "late_arrivals", "value": 5, "percent": None}, "5 late arrivals (at least 15)"),
    ],
)
def test_the_measure_in_words(measure: dict[str, object], expected: str) -> None:
    assert measured(alert(measure)) == expected


def test_the_picture_shows_addresses_rules_and_newest_alerts() -> None:
    text = drawn(view())
    assert "Kafka 127.0.0.1:19092" in text
    assert "dk.unlawful.day" in text
    assert "2025-09-22 08:05" in text


@pytest.mark.parametrize("height", [20, 24, 50])
def test_the_picture_fits_the_terminal(height: int) -> None:
    figures = Figures(True, 1, 0, 0, {f"rule.{n}": {"raised": n} for n in range(60)})  # noqa: FBT003
    newest: tuple[Alert, ...] = (alert(),) * 8
    assert len(drawn(view(figures=figures, newest=newest), height).splitlines()) <= height


def test_plain_lines_come_every_ten_seconds() -> None:
    out = io.StringIO()
    screen = PlainScreen(Console(file=out, width=80, soft_wrap=True))
    for seconds in range(25):
        screen.show(view(seconds=float(seconds)))
    assert out.getvalue().count("\n") == 2
