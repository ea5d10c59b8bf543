"""Asks for an erasure and waits until it is carried out everywhere: worker, ClickHouse, its files.

Owns the waiting and what is looked up for the receipt. Decides nothing: what an erasure means is the pipeline's.
Called by `naervaer erase`.
"""

import secrets
import string
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource
from kafka.errors import CoordinatorNotAvailableError, KafkaError

from agents.config import APP_ID
from agents.partitions import CHANGELOG_SETTINGS
from deploy.receipt import Held, Receipt, Withdrawn, held, utc
from deploy.topics import SEGMENT
from schemas import ALERTS, CATALOGUE, ERASURES, FACTS, Erasure
from schemas.kafka_security import OPEN, KafkaSecurity
from sinks.remnants import Remnants, remnants
from sinks.runner import GROUP
from sources.log import Log, LogUnreadableError
from sources.publisher import Publisher
from streams.casefile.dossier import names_pupil
from streams.routing import partition_of

_LOOK_SECONDS = 0.5


class NotCarriedOutError(Exception):
    """It was not done in time; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Services:
    """Where Kafka and ClickHouse are."""

    bootstrap: str
    clickhouse_url: str
    security: KafkaSecurity = OPEN


def ask(services: Services, school: str, pupil: str, requested_at: datetime) -> Erasure:
    """Publish the erasure of all that is recorded of a pupil up to an instant.

    Errors: Refused when school or pupil cannot be one, Undelivered.
    """
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(20))  # never shaped like a CPR number
    given = {"id": f"erasure-{letters}", "school": school, "pupil": pupil, "requested_at": requested_at.isoformat()}
    value = orjson.dumps(given)
    with Publisher(services.bootstrap, services.security) as publisher:
        publisher.publish(ERASURES, value)
    return Erasure.model_validate_json(value)


def carried_out(services: Services, erasure: Erasure, within_seconds: float) -> Receipt:
    """Wait until an erasure just asked for is carried out, and give the receipt.

    Errors: NotCarriedOutError, LogUnreadableError, TablesUnreadableError.
    """
    deadline = time.monotonic() + within_seconds
    log = Log(services.bootstrap, services.security)
    partition = partition_of(erasure.school, len(log.partitions(ERASURES)))
    _await_group(services, APP_ID, TopicPartition(ERASURES, partition), log, deadline)
    _await_group(services, GROUP, TopicPartition(FACTS, partition), log, deadline)
    left = _await_clean(services, erasure, deadline)
    kept_for = _kept_for(services)
    now = datetime.now(UTC)
    lag = timedelta(milliseconds=int(CHANGELOG_SETTINGS["max.compaction.lag.ms"]))
    return Receipt(
        school=erasure.school,
        pupil=erasure.pupil,
        erasure=erasure.id,
        requested_at=utc(erasure.requested_at),
        carried_out_at=utc(now),
        withdrawn=tuple(_withdrawn(log, erasure, partition)),
        rows=left.rows,
        rows_covered_by_the_erasure=left.covered,
        replaced_parts_on_disk=left.replaced_parts,
        topics=tuple(_held(log, erasure, partition, kept_for)),
        changelog_compacted_by=utc(now + lag),
    )


def _await_group(services: Services, group: str, place: TopicPartition, log: Log, deadline: float) -> None:
    """Wait until a group has committed everything that a partition holds now."""
    end = log.extents(place.topic)[place.partition].after_last
    try:
        admin = KafkaAdminClient(bootstrap_servers=services.bootstrap.split(","), **services.security.options())
        try:
            _await(
                lambda: _has_come_to(admin, group, place, end),
                f"the group {group} has not come to the end of {place.topic}; does it run?",
                deadline,
            )
        finally:
            admin.close()
    except KafkaError as error:
        raise LogUnreadableError(f"Kafka at {services.bootstrap}: {error}") from error


def _has_come_to(admin: KafkaAdminClient, group: str, place: TopicPartition, end: int) -> bool:
    """Tell whether a group has committed so far; a group nobody was ever in has not."""
    try:
        return bool(admin.list_group_offsets({group: [place]})[group][place].offset >= end)
    except CoordinatorNotAvailableError:
        return False


def _await_clean(services: Services, erasure: Erasure, deadline: float) -> Remnants:
    found: list[Remnants] = []

    def is_done() -> bool:
        found.append(remnants(services.clickhouse_url, erasure.school, erasure.pupil, erasure.requested_at))
        return found[-1].is_done

    _await(is_done, "ClickHouse has not cleaned its files yet", deadline)
    return found[-1]


def _await(reached: Callable[[], bool], missing: str, deadline: float) -> None:
    while not reached():
        if time.monotonic() > deadline:
            raise NotCarriedOutError(missing)
        time.sleep(_LOOK_SECONDS)


def _withdrawn(log: Log, erasure: Erasure, partition: int) -> Iterator[Withdrawn]:
    at = utc(erasure.requested_at)
    seen = set()
    for record in log.read([ALERTS], partition):
        if not names_pupil(record.value, erasure.pupil):
            continue
        alert = orjson.loads(record.value or b"{}")
        mine = (alert["school"], alert["pupil"], alert["reason"]) == (erasure.school, erasure.pupil, "pupil_erased")
        if mine and utc(datetime.fromisoformat(alert["recorded_at"])) == at and alert["id"] not in seen:
            seen.add(alert["id"])
            yield Withdrawn(alert["id"], alert["version"], alert["rule"], alert["window"]["key"])


def _held(log: Log, erasure: Erasure, partition: int, kept_for: dict[str, timedelta]) -> Iterator[Held]:
    key, named = erasure.school.encode(), {topic.name: list[int]() for topic in CATALOGUE}
    for record in log.read(list(named), partition):
        if record.key == key and names_pupil(record.value, erasure.pupil):
            named[record.topic].append(record.written)
    for topic, written in named.items():
        yield from held(topic, written, kept_for[topic] + SEGMENT)


def _kept_for(services: Services) -> dict[str, timedelta]:
    """Ask the brokers how long they keep each topic of the catalogue."""
    names = [topic.name for topic in CATALOGUE]
    try:
        admin = KafkaAdminClient(bootstrap_servers=services.bootstrap.split(","), **services.security.options())
        try:
            asked = [ConfigResource("TOPIC", name, configs={"retention.ms": None}) for name in names]
            (found,) = admin.describe_configs(asked, config_filter="all").values()
        finally:
            admin.close()
    except KafkaError as error:
        raise LogUnreadableError(f"Kafka at {services.bootstrap}: {error}") from error
    return {name: timedelta(milliseconds=int(found[name]["retention.ms"]["value"])) for name in names}
