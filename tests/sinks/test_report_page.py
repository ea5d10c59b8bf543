"""The report page: what a reader sees, at the addresses it links to, from a real ClickHouse."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from schemas.fact_rows import FactRow
from sinks.batch import Batch, table_rows
from sinks.connection import connect
from sinks.migrations import migrate
from sinks.report.chart import HIDDEN
from sinks.report.figures import Line, Place, Report
from sinks.report.page import render
from sinks.writer import Writer
from tests.ports import free_port
from tests.sinks.builders import absence, alert, class_day, fact

LINE = Line("7B", 200.0, 6, 10.0, None, 3.5, None, None)


def shown(html: str) -> str:
    """Give the text of a page as a reader sees it, without marks and repeated spaces."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)).split())


def test_what_is_hidden_is_a_dash_and_what_is_known_a_number() -> None:
    page = shown(render(Report(Place("2025/26", "259", "280123"), ("2025/26",), LINE, classes=(LINE,)), "da", {}))
    assert f"7B 6 10 {HIDDEN} 3.5 {HIDDEN} {HIDDEN}" in page


def test_names_from_the_data_are_no_markup() -> None:
    evil = LINE._replace(label="<b>7B")
    report = Report(Place("2025/26", "259", "280123"), ("2025/26",), LINE, grades=(evil,), months=(), classes=(evil,))
    html = render(report, "en", {})
    assert "<b>7B" not in html
    assert "<b>7B" in unescape(html)


def test_a_page_says_when_there_is_nothing_yet() -> None:
    assert "There are no registrations yet." in shown(render(Report(Place(""), (), None), "en", {}))


@pytest.fixture(scope="module")
def page(clickhouse: str) -> Iterator[Callable[[str], str]]:
    """Give a function that reads an address of a running `naervaer report`."""
    migrate(clickhouse)
    client = connect(clickhouse)
    for (table,) in client.query("SHOW TABLES FROM naervaer LIKE '%_rows'").result_rows:
        client.command(f"TRUNCATE TABLE naervaer.{table}")
    rows: list[FactRow] = [class_day(present=20, sickness=6, late=0, leave=0, unlawful=0, unexplained=0)]
    rows += [absence(pupil=f"p{number}", category="sickness") for number in range(6)]
    rows += [alert(id=f"a-{number}", pupil=f"p{number}") for number in range(6)]
    batch = Batch()
    for offset, row in enumerate(rows):
        batch.add(0, offset, table_rows(fact(row), offset), 0.0)
    Writer(clickhouse).write(batch)
    port = free_port()
    command = [sys.executable, "-m", "cli", "report", "--port", str(port)]
    with subprocess.Popen(command, env={"NAERVAER_CLICKHOUSE": clickhouse, "PATH": ""}) as process:
        yield lambda address: _read(f"http://127.0.0.1:{port}{address}")
        process.terminate()
    assert process.returncode == 0


def _read(url: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(url, timeout=30) as answer:  # noqa: S310 - loopback
                return str(answer.read().decode())
        except HTTPError:
            raise
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, "the page is not served"
            time.sleep(0.1)


def follow(page: Callable[[str], str], html: str, text: str) -> str:
    """Read the page behind the link with that text."""
    (address,) = re.findall(rf'<a href="([^"]*)">{text}</a>', html)
    return page(unescape(address))


@pytest.mark.integration
def test_a_reader_goes_from_all_municipalities_to_a_school(page: Callable[[str], str]) -> None:
    everything = page("/")
    assert "259 6 3 – – 3 23.0" in shown(everything)
    municipality = follow(page, everything, "259")
    assert "280123 6 3 – – 3 23.0" in shown(municipality)
    assert "Ulovligt fravær 15 % i kvartalet 6 – –" in shown(municipality)
    school = follow(page, municipality, "280123")
    assert "7B 6 3 – – 3 23.0" in shown(school)
    assert school.count("<svg") == 3
    english = follow(page, school, "English")
    assert "Unlawful absence 15 % of the quarter 6 – –" in shown(english)


@pytest.mark.integration
@pytest.mark.parametrize("address", ["/?lang=de", "/?school=" + "9" * 17])
def test_an_address_that_means_nothing_is_refused(page: Callable[[str], str], address: str) -> None:
    with pytest.raises(HTTPError) as refused:
        page(address)
    assert refused.value.code == 400
    refused.value.close()
