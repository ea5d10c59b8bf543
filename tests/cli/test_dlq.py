"""`naervaer dlq` as an operator runs it, on a real broker with the dead letters that a worker makes."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from agents.dead_letters import dead_letter
from cli.main import main
from cli.settings import settings
from deploy.topics import create_topics
from schemas import CALENDARS, ROLL_CALLS, Reason, Rejection
from sources.log import Log, Logged
from tests.agents.builders import NOW, Found
from tests.cli.messages import roll_call

pytestmark = pytest.mark.integration

SCHOOLS = iter(f"{number:06d}" for number in range(310000, 320000))


@pytest.fixture(scope="module")
def producer(own_kafka: str) -> Iterator[KafkaProducer]:
    create_topics(own_kafka, 2)
    with KafkaProducer(bootstrap_servers=own_kafka, acks="all") as producer:
        yield producer


class Desk:
    """An operator with the letters of one school."""

    def __init__(self, bootstrap: str, producer: KafkaProducer, school: str) -> None:
        self.bootstrap = bootstrap
        self.school = school
        self._producer = producer

    def reject(
        self, value: bytes, reason: Reason = Reason.INTERNAL_ERROR, attempts: int = 0, topic: str = ROLL_CALLS
    ) -> None:
        """Put a letter where the worker puts it."""
        headers = (("naervaer-attempts", str(attempts).encode()),)
        key = self.school.encode()
        found = Found(topic=topic, partition=1, headers=headers, key=key, value=value)
        record = dead_letter(found, Rejection(reason, "detail", None), NOW)
        self._producer.send(
            record.topic, key=record.key, value=record.value, headers=list(record.headers), partition=record.partition
        ).get(30)

    def run(self, *arguments: str, editor: Path | None = None, stdin: str = "") -> Result:
        settings.cache_clear()
        environment = {"NAERVAER_KAFKA": self.bootstrap, "EDITOR": str(editor or "false"), "VISUAL": ""}
        return CliRunner().invoke(main, ["dlq", *arguments], env=environment, input=stdin)

    def replay(self, *arguments: str, editor: Path | None = None, stdin: str = "") -> Result:
        return self.run("replay", "--school", self.school, *arguments, editor=editor, stdin=stdin)

    def sent(self, topic: str = ROLL_CALLS) -> list[Logged]:
        """Give what was sent again, in its order."""
        log = Log(self.bootstrap)
        return [
            each
            for number in log.partitions(topic)
            for each in log.read([topic], number)
            if each.key == self.school.encode()
        ]

    def sent_ids(self) -> list[str]:
        return [json.loads(each.value or b"")["id"] for each in self.sent()]

    def roll_call(self, name: str, **changes: object) -> bytes:
        return json.dumps(roll_call(self.school, id=name, **changes)).encode()


@pytest.fixture
def desk(own_kafka: str, producer: KafkaProducer) -> Desk:
    return Desk(own_kafka, producer, next(SCHOOLS))


def an_editor(directory: Path, *commands: str) -> Path:
    """Make an editor that changes a file with sed; the n-th call runs the n-th command."""
    script = directory / "editor"
    cases = "\n".join(f"{number}) sed -i -e '{command}' \"$1\";;" for number, command in enumerate(commands, start=1))
    script.write_text(
        f"#!/bin/sh\necho x >> {directory}/calls\n"
        f'touch -d 2020-01-01 "$1"\ncase $(wc -l < {directory}/calls | tr -d " ") in\n{cases}\nesac\ntouch "$1"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def test_letters_of_a_school_are_sent_again_in_their_order_with_their_attempts(desk: Desk) -> None:
    names = [f"rc-{number}" for number in range(20)]
    for name in names:
        desk.reject(desk.roll_call(name), attempts=1)
    result = desk.replay()
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "20 sent again, 0 left")
    assert desk.sent_ids() == names
    assert {dict(each.headers)["naervaer-attempts"] for each in desk.sent()} == {b"2"}


def test_a_second_replay_sends_nothing_again(desk: Desk) -> None:
    desk.reject(desk.roll_call("rc-1"))
    assert desk.replay().output.splitlines()[-1] == "1 sent again, 0 left"
    desk.reject(desk.roll_call("rc-2"))
    assert desk.replay().output.splitlines()[-1] == "1 sent again, 0 left"
    assert desk.replay().output.splitlines()[-1] == "0 sent again, 0 left"
    assert desk.sent_ids() == ["rc-1", "rc-2"]


def test_a_letter_that_is_named_and_settled_is_left_with_the_reason(desk: Desk) -> None:
    desk.reject(desk.roll_call("rc-1"))
    place = desk.replay().output.split()[0]
    result = desk.run("replay", place)
    assert result.exit_code == 1
    assert result.output == f"{place}  left: settled before: it was replayed\n0 sent again, 1 left\n"


def test_a_dry_run_sends_and_notes_nothing(desk: Desk) -> None:
    desk.reject(desk.roll_call("rc-1"))
    assert desk.replay("--dry-run").output.splitlines()[-1] == "1 would be sent again, 0 left"
    assert desk.run("drop", "--school", desk.school, "--dry-run").output.splitlines()[-1] == "1 would be dropped"
    assert desk.sent() == []
    assert desk.replay().output.splitlines()[-1] == "1 sent again, 0 left"


def test_what_is_still_wrong_or_was_tried_too_often_is_left_and_the_others_are_sent(desk: Desk) -> None:
    desk.reject(desk.roll_call("rc-1", grade="7"), Reason.SCHEMA)
    desk.reject(desk.roll_call("rc-2"), attempts=4)
    desk.reject(desk.roll_call("rc-3"))
    result = desk.replay()
    assert result.exit_code == 1
    assert "left: still wrong: schema: grade: " in result.output
    assert "left: tried too often: it was tried 5 times" in result.output
    assert desk.sent_ids() == ["rc-3"]
    assert desk.replay("--most-attempts", "9").exit_code == 1
    assert desk.sent_ids() == ["rc-3", "rc-2"]


def test_a_dropped_letter_is_never_sent(desk: Desk) -> None:
    desk.reject(desk.roll_call("rc-1"))
    assert desk.run("drop", "--school", desk.school).output.splitlines()[-1] == "1 dropped"
    assert desk.replay().output == "0 sent again, 0 left\n"
    listed = desk.run("list", "--school", desk.school, "--all").output
    assert "dropped" in listed
    assert listed.splitlines()[-1] == "1 letters, 0 open"


def test_filters_choose_by_reason_and_topic(desk: Desk) -> None:
    desk.reject(desk.roll_call("rc-1"))
    desk.reject(b"{nope", Reason.NOT_JSON)
    desk.reject(b"{nope", Reason.NOT_JSON, topic=CALENDARS)
    assert desk.run("list", "--school", desk.school).output.splitlines()[-4:] == [
        "1 calendars not_json",
        "1 rollcalls internal_error",
        "1 rollcalls not_json",
        "3 letters, 3 open",
    ]
    narrowed = desk.run("list", "--school", desk.school, "--reason", "not_json", "--topic", "rollcalls").output
    assert narrowed.splitlines()[-2:] == ["1 rollcalls not_json", "1 letters, 1 open"]


def test_a_letter_is_shown_with_its_value_masked(desk: Desk) -> None:
    desk.reject(desk.roll_call("010203-1234"), Reason.LOOKS_LIKE_CPR)
    place = next(line.split()[0] for line in desk.run("list", "--school", desk.school).output.splitlines()[3:])
    shown = desk.run("show", place).output
    assert '"id": "XXXXXX-XXXX"' in shown
    assert "reason         looks_like_cpr\n" in shown
    assert "1234" not in shown


def test_a_letter_cannot_command_the_terminal(desk: Desk) -> None:
    desk.reject(b"{\x1b[2J\x9b", Reason.NOT_JSON)
    place = desk.replay("--dry-run").output.split()[0]
    assert "{\ufffd[2J\ufffd" in desk.run("show", place).output


def test_an_edited_letter_is_checked_and_sent_with_the_school_as_its_key(desk: Desk, tmp_path: Path) -> None:
    desk.reject(desk.roll_call("rc-1", grade="7"), Reason.SCHEMA)
    editor = an_editor(tmp_path, 's/"7"/seven/', "s/seven/7/")
    result = desk.replay("--edit", editor=editor, stdin="y\n")
    assert "still wrong: not_json" in result.output
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "1 sent again, 0 left")
    (sent,) = desk.sent()
    assert json.loads(sent.value or b"")["grade"] == 7
    assert b"\n" not in (sent.value or b"")


def test_a_person_who_gives_up_leaves_the_letter_open(desk: Desk, tmp_path: Path) -> None:
    desk.reject(desk.roll_call("rc-1", grade="7"), Reason.SCHEMA)
    result = desk.replay("--edit", editor=an_editor(tmp_path, "s/5A/5B/"), stdin="n\n")
    assert (result.exit_code, result.output.splitlines()[-1]) == (1, "0 sent again, 1 left")
    assert desk.run("list", "--school", desk.school).output.splitlines()[-1] == "1 letters, 1 open"
    assert desk.sent() == []


def test_a_crash_between_replay_and_note_sends_the_same_once_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.reject(desk.roll_call("rc-1"))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("sources.letters.Postman.note", crash)
        assert desk.replay().exit_code != 0
    assert desk.replay().exit_code == 0
    assert [each.value for each in desk.sent()] == [desk.roll_call("rc-1")] * 2


@pytest.mark.parametrize("words", [["replay"], ["drop"]])
def test_nothing_is_acted_on_by_accident(desk: Desk, words: list[str]) -> None:
    assert desk.run(*words).exit_code == 2


@pytest.mark.parametrize("place", ["rollcalls:1", "nothing:1:1", "rollcalls:one:1"])
def test_what_is_no_letter_is_an_error(desk: Desk, place: str) -> None:
    assert desk.run("show", place).exit_code == 2


def test_a_letter_that_is_not_there_is_an_error(desk: Desk) -> None:
    result = desk.run("replay", "rollcalls:1:999999")
    assert (result.exit_code, result.output) == (1, "Error: there is no letter rollcalls:1:999999\n")


@pytest.fixture(scope="module")
def dated(own_kafka: str) -> tuple[str, str]:
    """Two topics whose records bear the time that their producer gave them."""
    topics = ("dated-one", "dated-two")
    with KafkaAdminClient(bootstrap_servers=own_kafka) as admin:
        config = {"message.timestamp.type": "CreateTime"}
        admin.create_topics([NewTopic(topic, 1, 1, topic_configs=config) for topic in topics])
    return topics


def test_a_log_of_several_topics_is_read_in_the_order_of_writing(
    own_kafka: str, producer: KafkaProducer, dated: tuple[str, str]
) -> None:
    for number in range(2000):
        written = int(NOW.timestamp() * 1000) + number
        producer.send(dated[number % 2], value=str(number).encode(), timestamp_ms=written)
    producer.flush()
    records = Log(own_kafka).read(dated, 0)
    assert [int(each.value or b"") for each in records] == list(range(2000))
    assert Log(own_kafka).extents(dated[0])[0] == (0, 1000)


def test_a_topic_of_old_and_a_topic_of_new_records_are_read_whole(
    own_kafka: str, producer: KafkaProducer, dated: tuple[str, str]
) -> None:
    """More records of one topic come before the first of the other than may wait."""
    before = {topic: Log(own_kafka).extents(topic)[0].after_last for topic in dated}
    for number in range(5000):
        topic, hour = (dated[0], 1) if number < 4000 else (dated[1], 2)
        written = int(NOW.timestamp() * 1000) + hour * 3_600_000
        producer.send(topic, value=str(number).encode(), timestamp_ms=written)
    producer.flush()
    records = [each for each in Log(own_kafka).read(dated[::-1], 0) if each.offset >= before[each.topic]]
    assert [int(each.value or b"") for each in records] == list(range(5000))
