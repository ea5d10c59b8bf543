"""A header whose name is no text stops nothing: the message is read, and so are those around it."""

from collections.abc import Callable

import pytest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from kafka import KafkaProducer

from agents.odd_headers import Records
from schemas import CALENDARS, ROLL_CALLS
from tests.agents.builders import as_json, calendar, roll_call
from tests.agents.conftest import WAIT_SECONDS, School, Worker

GZIP, NO_CODEC = 1, 0


def batch(first: int, compression: int, *names: str) -> bytes:
    builder = DefaultRecordBatchBuilder(2, compression, 0, -1, -1, -1, 1 << 20)
    for number, name in enumerate(names):
        builder.append(number, 1, b"key", b"value", [(name, b"x")])
    built = bytearray(builder.build())
    built[:8] = first.to_bytes(8, "big")
    return bytes(built)


def test_a_name_that_is_no_text_is_shown_as_bytes_and_the_others_as_they_are() -> None:
    data = batch(0, NO_CODEC, "a", "QQQ", "b").replace(b"QQQ", b"\xff\xfeQ") + batch(3, GZIP, "c")
    records, found = Records(data), []
    while records.has_next():
        found += [(record.offset, record.headers[0][0], record.value) for record in records.next_batch()]
    assert found == [(0, "a", b"value"), (1, "\\xff\\xfeQ", b"value"), (2, "b", b"value"), (3, "c", b"value")]


def test_the_reader_of_the_library_still_needs_this() -> None:
    data = batch(0, NO_CODEC, "QQQ").replace(b"QQQ", b"\xff\xfeQ")
    with pytest.raises(UnicodeDecodeError):
        list(MemoryRecords(data).next_batch())


class RawName(str):
    """A name that a client in another language could send."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        del encoding, errors
        return b"\xff\xfe"


@pytest.mark.integration
def test_an_event_with_such_a_header_is_handled_like_any_other(
    start_worker: Callable[..., Worker], school_system: School
) -> None:
    school = "310004"
    alerts = school_system.read("naervaer.alerts.v1")
    start_worker().await_ready()
    school_system.publish(CALENDARS, calendar(school))
    school_system.await_handled(CALENDARS)
    event = as_json(roll_call("2025-08-11", school))
    with KafkaProducer(bootstrap_servers=school_system.bootstrap) as producer:
        producer.send(ROLL_CALLS, key=school.encode(), value=event, headers=[(RawName("name"), b"x")]).get(WAIT_SECONDS)
    assert len(alerts.first(key=school)) == 1
