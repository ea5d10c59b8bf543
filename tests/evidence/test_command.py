"""`naervaer evidence` as a case worker runs it, on a file of events."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from tests.evidence.cases import QUARTER_ALERT
from tests.explain.school import six_days_one_corrected


class Desk:
    """A directory with the events of a school and a case file."""

    def __init__(self, directory: Path) -> None:
        self.events, self.out = directory / "events.jsonl", directory / "case"
        self.write(six_days_one_corrected()[:-1])

    def write(self, lines: list[bytes]) -> None:
        self.events.write_bytes(b"".join(lines))

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["evidence", *arguments, "--events", str(self.events)])

    def make(self) -> Result:
        return self.run(QUARTER_ALERT, "--out", str(self.out))

    def verify(self) -> Result:
        return self.run("--verify", str(self.out))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_case_file_is_written_and_holds(desk: Desk) -> None:
    made = desk.make()
    files = f"{desk.out / 'evidence.json'}\n{desk.out / 'evidence.html'}\n"
    assert (made.exit_code, made.output) == (0, f"{files}dk.unlawful.quarter.15: raised\n")
    verified = desk.verify()
    assert (verified.exit_code, verified.output) == (
        0,
        "Bilaget holder: adviset er rejst på præcis det samme grundlag.\n",
    )


def test_the_same_events_make_the_same_bytes(desk: Desk) -> None:
    desk.make()
    first = [file.read_bytes() for file in sorted(desk.out.iterdir())]
    desk.make()
    assert [file.read_bytes() for file in sorted(desk.out.iterdir())] == first


def test_after_a_correction_it_does_not_hold(desk: Desk) -> None:
    desk.make()
    desk.write(six_days_one_corrected())
    result = desk.verify()
    assert result.exit_code == 1
    assert "trukket tilbage 23. september 2025 kl. 09.00, fordi en registrering blev rettet" in result.output


def test_a_changed_page_is_found_out(desk: Desk) -> None:
    desk.make()
    page = desk.out / "evidence.html"
    page.write_text(page.read_text().replace("6 dage", "7 dage"))
    result = desk.verify()
    assert result.exit_code == 1
    assert "evidence.html siger ikke det samme som evidence.json." in result.output


def test_a_damaged_file_is_an_error(desk: Desk) -> None:
    desk.make()
    (desk.out / "evidence.json").write_text("{}")
    result = desk.verify()
    assert result.exit_code == 1
    assert "is no case file, or was damaged" in result.output


def test_a_directory_without_a_case_file_is_an_error(desk: Desk) -> None:
    assert "evidence.json: No such file or directory" in desk.verify().output


def test_an_unknown_alert_is_an_error(desk: Desk) -> None:
    result = desk.run("nobody", "--out", str(desk.out))
    assert (result.exit_code, result.output) == (1, "Error: there is no alert nobody\n")


@pytest.mark.parametrize("arguments", [[], [QUARTER_ALERT], [QUARTER_ALERT, "--out", "x", "--verify", "x"]])
def test_either_make_or_verify(desk: Desk, arguments: list[str]) -> None:
    assert desk.run(*arguments).exit_code == 2
