"""From the bytes on an input topic to a message, or to the first reason why they are none.

The usual event passes one strict parse and a few cheap checks; what exactly is wrong is looked for only afterwards.
Pure: no clock, no store. Called by the agents, the replay, the intake and the dead-letter commands.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails, from_json

from schemas.cpr import cpr_path, may_hold_cpr
from schemas.rejection import Reason, Rejection, field_path
from schemas.topics import INPUT_MODELS, WORKER_MODELS, InputEvent, WorkerEvent

MAX_VALUE_BYTES = 1024 * 1024
_DETAILED_ERRORS = 3

Event = TypeVar("Event", InputEvent, WorkerEvent)


def decode(topic: str, key: bytes | None, value: bytes | None) -> InputEvent | Rejection:
    """Return the message that a record of an input topic holds, or a rejection with the first reason that applies.

    Never raises, whatever the bytes. A record without a value (a tombstone) is `not_json`, a topic that is no input
    topic is `schema`. The key of a clock tick is not checked.
    """
    return _decode(INPUT_MODELS, topic, value, lambda school: key == school.encode())


def decode_worker_event(topic: str, key: bytes | None, value: bytes | None) -> WorkerEvent | Rejection:
    """As `decode`, of a message that a worker reads: also a handover, which nobody else may send."""
    return _decode(WORKER_MODELS, topic, value, lambda school: key == school.encode())


def decode_unkeyed(topic: str, value: bytes) -> InputEvent | Rejection:
    """As `decode`, of a message that stands in a file, where it has no key."""
    return _decode(INPUT_MODELS, topic, value, lambda _: True)


def _decode(
    models: Mapping[str, type[Event]], topic: str, value: bytes | None, is_key: Callable[[str], bool]
) -> Event | Rejection:
    if value is None:
        return Rejection(Reason.NOT_JSON, "the record has no value", None)
    if len(value) > MAX_VALUE_BYTES:
        return Rejection(Reason.TOO_LARGE, f"the value has {len(value)} bytes, more than {MAX_VALUE_BYTES}", None)
    model = models.get(topic)
    if model is None:
        return _unreadable(value, "the topic is no input topic")
    try:
        event = model.model_validate_json(value, by_alias=True, by_name=False)
    except ValidationError as error:
        return _unreadable(value, _schema_detail(error))
    return _unusable(is_key, value, event) or event


def _unusable(is_key: Callable[[str], bool], value: bytes, event: WorkerEvent) -> Rejection | None:
    if may_hold_cpr(value) and (rejection := _cpr_rejection(from_json(value))):
        return rejection
    if event.school is not None and not is_key(event.school):
        return Rejection(Reason.KEY_MISMATCH, "school: is not the key of the record", event.id)
    flaw = event.flaw()
    return None if flaw is None else Rejection(flaw.reason, flaw.detail, event.id)


def _unreadable(value: bytes, schema_detail: str) -> Rejection:
    try:
        parsed: JsonValue = from_json(value, allow_inf_nan=False)
    except ValueError as error:
        return Rejection(Reason.NOT_JSON, str(error), None)
    cpr = _cpr_rejection(parsed) if may_hold_cpr(value) else None
    return cpr or Rejection(Reason.SCHEMA, schema_detail, _event_id(parsed))


def _cpr_rejection(parsed: JsonValue) -> Rejection | None:
    path = cpr_path(parsed)
    if path is None:
        return None
    return Rejection(Reason.LOOKS_LIKE_CPR, f"{field_path(path)}: shaped like a CPR number", _event_id(parsed))


def _event_id(parsed: JsonValue) -> str | None:
    """Return the event's id where it has one that is well-formed and no CPR number."""
    event_id = parsed.get("id") if isinstance(parsed, dict) else None
    if not isinstance(event_id, str) or not 1 <= len(event_id) <= 64 or cpr_path({"id": event_id}):
        return None
    return event_id


def _schema_detail(error: ValidationError) -> str:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(map(_error_text, errors[:_DETAILED_ERRORS]))


def _error_text(error: ErrorDetails) -> str:
    path = field_path(error["loc"])
    return f"{path}: {error['msg']}" if path else error["msg"]
