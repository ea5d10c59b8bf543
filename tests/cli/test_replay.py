"""`naervaer replay` over files as other people write them: what it leaves behind, and lines that cannot be used."""

import json
from datetime import date
from itertools import islice, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from schemas import encode
from sources.simulator import District, simulate
from sources.simulator.ticks import with_ticks
from streams.windows.ticks import DeadlineHours

RULES = Path(__file__).parents[2] / "rules"
ROLL_CALL = {
    "id": "rc-1",
    "school": "280123",
    "class": "7B",
    "grade": 5,
    "date": "2025-09-15",
    "moment": "start",
    "recorded_at": "2025-09-15T08:05:00+02:00",
    "entries": [{"pupil": "p1", "status": "present"}],
}


def rejects_of(tmp_path: Path, *lines: bytes) -> list[dict[str, object]]:
    (tmp_path / "in").write_bytes(b"\n".join(lines) + b"\n")
    arguments = ["--rules", str(RULES), "--alerts", str(tmp_path / "alerts"), "--rejects", str(tmp_path / "rejects")]
    result = CliRunner().invoke(main, ["replay", str(tmp_path / "in"), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in (tmp_path / "rejects").read_text().splitlines()]


def a_line(topic: str, value: object) -> bytes:
    return json.dumps({"topic": topic, "value": value}).encode()


def test_a_run_without_alerts_and_rejects_leaves_two_empty_files_where_older_ones_stood(tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("of an older run\n")
    (tmp_path / "rejects").write_text("of an older run\n")
    assert rejects_of(tmp_path, a_line("naervaer.rollcalls.v1", ROLL_CALL)) == []
    assert (tmp_path / "alerts").read_bytes() == b""


def test_members_in_the_other_order_are_the_same_line(tmp_path: Path) -> None:
    assert rejects_of(tmp_path, json.dumps({"value": ROLL_CALL, "topic": "naervaer.rollcalls.v1"}).encode()) == []


@pytest.mark.parametrize("depth", [150, 250, 500, 5000])
def test_a_line_nested_deeply_is_rejected_and_the_next_one_is_read(tmp_path: Path, depth: int) -> None:
    nested = b'{"topic":"naervaer.rollcalls.v1","value":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"
    rejects = rejects_of(tmp_path, nested, a_line("unknown", {}))
    assert [reject["line"] for reject in rejects] == [1, 2]


def test_a_topic_that_is_shaped_like_a_cpr_number_is_not_written_out(tmp_path: Path) -> None:
    (reject,) = rejects_of(tmp_path, a_line("010203-1234", ROLL_CALL))
    assert reject["topic"] == "XXXXXX-XXXX"
    assert (reject["reason"], reject["id"]) == ("schema", "rc-1")


@pytest.mark.parametrize("date", ["0001-01-02", "0001-09-03", "1899-12-31", "9901-01-01", "9999-12-30"])
def test_a_roll_call_of_a_year_that_no_window_can_be_built_around_is_rejected(tmp_path: Path, date: str) -> None:
    roll_call = {**ROLL_CALL, "date": date, "recorded_at": f"{date}T12:00:00Z"}
    (reject,) = rejects_of(tmp_path, a_line("naervaer.rollcalls.v1", roll_call))
    assert reject["reason"] == "schema"
    assert str(reject["detail"]).startswith("date: ")


@pytest.mark.parametrize("date", ["1900-01-01", "9900-12-31"])
def test_the_first_and_the_last_year_are_judged(tmp_path: Path, date: str) -> None:
    absent = [{"pupil": "p1", "status": "absent"}]
    roll_call = {**ROLL_CALL, "date": date, "recorded_at": f"{date}T12:00:00Z", "entries": absent}
    assert rejects_of(tmp_path, a_line("naervaer.rollcalls.v1", roll_call)) == []


def test_the_output_does_not_depend_on_the_processes_when_pupils_change_school(tmp_path: Path) -> None:
    schools = [f"36{number:04d}" for number in range(8)]
    days = {"school_year": "2025/26", "first_day": "2025-08-11", "after_last_day": "2026-06-27"}
    recorded = "2025-09-15T08:05:00+02:00"
    absent = {**ROLL_CALL, "entries": [{"pupil": "p1", "status": "absent"}]}
    lines = [
        a_line("naervaer.calendars.v1", {"id": "cal", "school": school, "recorded_at": recorded, **days})
        for school in schools
    ]
    lines += [a_line("naervaer.rollcalls.v1", {**absent, "school": school}) for school in schools]
    for number, (old, new) in enumerate(pairwise(schools)):
        fields = {"school": old, "pupil": "p1", "to_school": new, "date": "2025-09-16", "recorded_at": recorded}
        line = a_line("naervaer.transfers.v1", {"id": f"tr-{number}", **fields})
        lines.append(line.replace(b"naervaer.transfers", b"naervaer.tr\\u0061nsfers") if number == 3 else line)
    (tmp_path / "in").write_bytes(b"\n".join(lines))
    told = [alerts_with(tmp_path, jobs) for jobs in (1, 2, 5)]
    assert b'"transferred"' in told[0]
    assert told[1:] == [told[0]] * 2


def alerts_with(tmp_path: Path, jobs: int) -> bytes:
    arguments = [str(tmp_path / "in"), "--rules", str(RULES), "--alerts", str(tmp_path / "alerts"), "--jobs", str(jobs)]
    assert CliRunner().invoke(main, ["replay", *arguments], catch_exceptions=False).exit_code == 0
    return (tmp_path / "alerts").read_bytes()


def test_a_handover_is_no_line_of_a_file_as_only_a_worker_makes_one(tmp_path: Path) -> None:
    (reject,) = rejects_of(tmp_path, a_line("naervaer.handovers.v1", {"id": "h", "school": "280123"}))
    assert (reject["reason"], reject["detail"]) == ("schema", "the topic is no input topic")


def a_district(lines: int) -> bytes:
    begins, ends = date(2025, 9, 1), date(2025, 9, 16)
    district = District(7, 400, begins, ends)
    published = with_ticks(simulate(district), district, 3, DeadlineHours())
    return b"\n".join(
        b'{"topic":"%b","value":%b}' % (each.topic.encode(), encode(each.event)) for each in islice(published, lines)
    )


def test_ticks_make_the_same_alerts_with_one_process_and_with_several(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(a_district(1500))
    written = []
    for jobs in ("1", "3"):
        out = tmp_path / jobs
        arguments = ["--rules", str(RULES), "--alerts", str(out), "--jobs", jobs, "--partitions", "3"]
        result = CliRunner().invoke(main, ["replay", str(tmp_path / "in"), *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        written.append(out.read_bytes())
    assert written[0] == written[1]
    subjects = {json.loads(line)["subject"] for line in written[0].splitlines()}
    assert subjects == {"pupil", "class", "school"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_tick_for_a_partition_that_does_not_exist_is_rejected_once(jobs: str, tmp_path: Path) -> None:
    tick = DeadlineHours().at(date(2025, 9, 15), "start")
    value = {"id": "t", "school": None, "partition": 12, "at": tick.isoformat(), "local_date": "2025-09-15"}
    (tmp_path / "in").write_bytes(a_line("naervaer.clock.v1", {**value, "deadline": "start"}))
    arguments = ["--rules", str(RULES), "--alerts", str(tmp_path / "a"), "--rejects", str(tmp_path / "r")]
    CliRunner().invoke(main, ["replay", str(tmp_path / "in"), *arguments, "--jobs", jobs], catch_exceptions=False)
    (reject,) = [json.loads(line) for line in (tmp_path / "r").read_text().splitlines()]
    assert (reject["line"], reject["reason"], reject["detail"]) == (1, "schema", "partition: there are 12")
