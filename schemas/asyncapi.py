"""The AsyncAPI 3.0 document: every topic, who writes and reads it, what its messages look like.

All text in it comes from the catalogue, the models and the examples; it is written by `schemas.publish`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from schemas.headers import CLOUD_EVENT_HEADERS, DEAD_LETTER_HEADERS
from schemas.message import Message
from schemas.topics import CATALOGUE, Topic

Json = dict[str, JsonValue]

CONTRACT_VERSION = "1.0.0"
_EXAMPLES = Path(__file__).parent / "examples"
_ACTIONS = {"in": "receive", "out": "send", "internal": "send", "dead-letter": "send"}
_DEAD_LETTER = "DeadLetter"
_WHAT = "Daily attendance registrations of Danish schools in, alerts about absence and figures for analysts out."


def asyncapi_document() -> Json:
    """Return the document, as seen from the worker: it receives the input topics and sends all others."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Nærvær", "version": CONTRACT_VERSION, "description": _WHAT},
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in CATALOGUE},
        "operations": {topic.name: _operation(topic) for topic in CATALOGUE},
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def described_models() -> dict[type[Message], JsonSchemaMode]:
    """Return the models of the catalogue, each with how it is described: as it may come in, or as it is written."""
    return {topic.model: _mode(topic) for topic in CATALOGUE if topic.model}


def _mode(topic: Topic) -> JsonSchemaMode:
    return "validation" if "worker" in topic.readers else "serialization"


def _message_name(topic: Topic) -> str:
    return _DEAD_LETTER if topic.model is None else topic.model.__name__


def _channel(topic: Topic) -> Json:
    name = _message_name(topic)
    retention = topic.retention.days * 24 * 60 * 60 * 1000
    configuration: Json = {"cleanup.policy": [topic.cleanup], "retention.ms": retention}
    written = f"Written by: {', '.join(topic.writers)}. Read by: {', '.join(topic.readers)}."
    return {
        "address": topic.name,
        "summary": topic.what,
        "description": written,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {"kafka": {"topic": topic.name, "topicConfiguration": configuration, "bindingVersion": "0.5.0"}},
    }


def _operation(topic: Topic) -> Json:
    channel = f"#/channels/{topic.name}"
    return {
        "action": _ACTIONS[topic.direction],
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{_message_name(topic)}"}],
    }


def _messages() -> Json:
    messages: Json = {_DEAD_LETTER: _dead_letter()}
    for topic in CATALOGUE:
        if topic.model is not None:
            messages.setdefault(_message_name(topic), _message(topic.model, topic))
    return messages


def _message(model: type[Message], topic: Topic) -> Json:
    headers = CLOUD_EVENT_HEADERS if topic.direction != "in" else {}
    return {
        "name": model.__name__,
        "summary": model.__doc__,
        "headers": _headers(headers),
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        "bindings": _school_key(),
        "examples": _examples(topic),
    }


def _dead_letter() -> Json:
    return {
        "name": _DEAD_LETTER,
        "summary": "The bytes of a rejected event, CPR-shaped text masked",
        "contentType": "application/octet-stream",
        "headers": _headers(DEAD_LETTER_HEADERS),
        "payload": {"type": "string", "format": "binary"},
    }


def _headers(described: Mapping[str, str]) -> Json:
    properties: Json = {name: {"type": "string", "description": text} for name, text in described.items()}
    return {"type": "object", "properties": properties, "required": list(described)}


def _school_key() -> Json:
    key: Json = {"type": "string", "description": "Institution code of the school"}
    return {"kafka": {"key": key, "bindingVersion": "0.5.0"}}


def _examples(topic: Topic) -> list[JsonValue]:
    paths = sorted((_EXAMPLES / topic.name / "valid").glob("*.json"))
    return [{"name": path.stem, "payload": json.loads(path.read_bytes())} for path in paths]


def _schemas() -> Json:
    _, schema = models_json_schema(list(described_models().items()), ref_template="#/components/schemas/{model}")
    definitions: Json = schema["$defs"]
    return definitions
