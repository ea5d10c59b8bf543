"""Who may do what on Kafka: one account per role, and the grants of each, made from the catalogue.

Owns the roles. Nobody may do anything else: the brokers must refuse what no grant allows (`StandardAuthorizer`).
Called by `naervaer topics create --acls`.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import KafkaError

from agents.config import APP_ID, CHANGELOG_TOPIC
from deploy.topics import ANSWER_MILLISECONDS, TopicsUnusable
from schemas import (
    ACKNOWLEDGEMENTS,
    ALERTS,
    AUDIENCES,
    CATALOGUE,
    CLOCK,
    FACTS,
    WORKER_TOPICS,
    dead_letter_topic,
    notifications_topic,
)
from schemas.kafka_security import OPEN, KafkaSecurity
from sinks.runner import GROUP
from streams.letters import LETTER_TOPICS

EFFECT_SECONDS = 30.0
POLL_SECONDS = 0.1
OUR_PREFIX = "naervaer"
SCHOOLS = "school registration systems"


class Role(StrEnum):
    """An account of Kafka: `User:<role>`. A bridge has one per audience, `naervaer-bridge-<audience>`."""

    SCHOOL_SYSTEM = "naervaer-school-system"
    WORKER = "naervaer-worker"
    SINK = "naervaer-sink"
    CLOCK = "naervaer-clock"
    CASE_SYSTEM = "naervaer-case-system"
    OPERATOR = "naervaer-operator"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one account may do with a topic, a group, or all whose name begins so."""

    account: str
    resource: ResourceType
    name: str
    operations: tuple[ACLOperation, ...]
    is_prefix: bool = False


_ANY = ACLFilter(
    principal=None,
    host=None,
    operation=ACLOperation.ANY,
    permission_type=ACLPermissionType.ANY,
    resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)
_READ = (ACLOperation.READ, ACLOperation.DESCRIBE)
_WRITE = (ACLOperation.WRITE, ACLOperation.DESCRIBE)
_BOTH = (ACLOperation.READ, ACLOperation.WRITE, ACLOperation.DESCRIBE)


def bridge(audience: str) -> str:
    """Name the account of the bridge to an audience."""
    return f"{OUR_PREFIX}-bridge-{audience}"


def grants() -> tuple[Grant, ...]:
    """Return all grants."""
    return (*_school_system(), *_clock(), *_worker(), *_sink(), *_consumers(), *_operator())


def _topics(account: str, names: Iterable[str], operations: tuple[ACLOperation, ...]) -> Iterator[Grant]:
    for name in names:
        yield Grant(account, ResourceType.TOPIC, name, operations)


def _group(account: str, name: str, *, is_prefix: bool = False) -> Grant:
    return Grant(account, ResourceType.GROUP, name, _READ, is_prefix)


def _school_system() -> Iterator[Grant]:
    written = (topic.name for topic in CATALOGUE if SCHOOLS in topic.writers)
    yield from _topics(Role.SCHOOL_SYSTEM, written, _WRITE)


def _clock() -> Iterator[Grant]:
    yield from _topics(Role.CLOCK, (CLOCK,), _WRITE)


def _worker() -> Iterator[Grant]:
    yield from _topics(Role.WORKER, WORKER_TOPICS, _BOTH)  # writes: handovers, and what stood on a wrong partition
    written = (ALERTS, FACTS, *map(notifications_topic, AUDIENCES), *map(dead_letter_topic, WORKER_TOPICS))
    yield from _topics(Role.WORKER, written, _WRITE)
    yield from _topics(Role.WORKER, (dead_letter_topic(FACTS),), (ACLOperation.DESCRIBE,))
    yield from _topics(Role.WORKER, (CHANGELOG_TOPIC,), (*_BOTH, ACLOperation.CREATE))
    yield _group(Role.WORKER, APP_ID)


def _sink() -> Iterator[Grant]:
    yield from _topics(Role.SINK, (FACTS,), _READ)
    yield from _topics(Role.SINK, (dead_letter_topic(FACTS),), _WRITE)
    yield _group(Role.SINK, GROUP)


def _consumers() -> Iterator[Grant]:
    """Let a bridge read what its audience is told and write who has seen it, a case system read all alerts."""
    for audience in AUDIENCES:
        account = bridge(audience)
        yield from _topics(account, (notifications_topic(audience),), _READ)
        yield from _topics(account, (ACKNOWLEDGEMENTS,), _WRITE)
        yield _group(account, account, is_prefix=True)
    yield from _topics(Role.CASE_SYSTEM, (ALERTS,), _READ)
    yield _group(Role.CASE_SYSTEM, Role.CASE_SYSTEM, is_prefix=True)


def _operator() -> Iterator[Grant]:
    """Let an operator read all, send dead letters, erasures and lost rows, set retention; make no topic or account."""
    settings = (ACLOperation.DESCRIBE_CONFIGS, ACLOperation.ALTER_CONFIGS)
    yield Grant(Role.OPERATOR, ResourceType.TOPIC, OUR_PREFIX, (*_READ, *settings), is_prefix=True)
    yield from _topics(Role.OPERATOR, (*LETTER_TOPICS, *map(dead_letter_topic, LETTER_TOPICS)), _WRITE)
    yield _group(Role.OPERATOR, OUR_PREFIX, is_prefix=True)


def create_acls(bootstrap: str, security: KafkaSecurity = OPEN) -> int:
    """Make all grants, each time with the same end; return their number. TopicsUnusable when that is impossible."""
    acls = [acl for grant in grants() for acl in _acls(grant)]
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","), bootstrap_timeout_ms=ANSWER_MILLISECONDS, **security.options()
        )
        try:
            failed = admin.create_acls(acls)["failed"]
            if not failed:
                _await(admin, acls)
        finally:
            admin.close()
    except KafkaError as error:
        raise TopicsUnusable(f"the grants could not be made at {bootstrap}: {error}") from error
    if failed:
        raise TopicsUnusable(f"{len(failed)} grants could not be made at {bootstrap}: {failed[0].__name__}")
    return len(acls)


def _await(admin: KafkaAdminClient, acls: Iterable[ACL]) -> None:
    """Wait until the brokers know the grants: they are told a moment after the controller has taken them."""
    wanted, deadline = set(map(str, acls)), time.monotonic() + EFFECT_SECONDS
    while not wanted <= set(map(str, admin.describe_acls(_ANY)[0])):
        if time.monotonic() > deadline:
            raise TopicsUnusable(f"the brokers do not know the grants after {EFFECT_SECONDS:.0f} s")
        time.sleep(POLL_SECONDS)


def _acls(grant: Grant) -> Iterator[ACL]:
    kind = ACLResourcePatternType.PREFIXED if grant.is_prefix else ACLResourcePatternType.LITERAL
    for operation in grant.operations:
        yield ACL(
            principal=f"User:{grant.account}",
            host="*",
            operation=operation,
            permission_type=ACLPermissionType.ALLOW,
            resource_pattern=ResourcePattern(grant.resource, grant.name, kind),
        )
