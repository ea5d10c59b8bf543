"""docs/messages.md, from the message models and the examples."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from pydantic import JsonValue

import schemas
from cli.documentation.field_types import type_text
from cli.documentation.markdown import code, page, quoted, table
from schemas import CATALOGUE, Message
from schemas.asyncapi import described_models

_EXAMPLES = Path(schemas.__file__).parent / "examples"

_COMMON = """\
What holds for all input messages:

- `id` is unique per event and chosen by the producer. Sending the same event twice changes nothing.
- Timestamps are RFC 3339 with offset: at most 6 fractional digits, capital `T` and `Z`, no second 60.
- Dates are `YYYY-MM-DD`. Every interval of dates is half-open: `first` is included, `after_last` and `until` are not.
- Nothing is coerced: `"7"` is not 7, 1 is not true. Patterns match the whole text.
- A field with a default may be null or left out, which is the same. Every other field must be there. Unknown fields are
  rejected.
- Identifiers are opaque: never a CPR number, never a name. A text shaped like a CPR number is rejected.

Messages that go out have all their fields, null where there is nothing to say, and numbers that are whole as integers.
The [meaning](meaning.md) of the events and the life of [alerts](alerts.md) have pages of their own."""

_MEANINGS = {
    "pupil": "Opaque id of the pupil",
    "status": "Whether the pupil was there",
    "grade": "Grade, 0 (børnehaveklasse) to 10",
    "category": "Cause of the absence",
    "classes": "The classes of the school",
    "days_off": "Days without school",
    "pupils": "Who is or was enrolled in the class",
    "Window.kind": "Kind of window, see [meaning](meaning.md#windows)",
    "Notification.kind": "What has happened; a reminder is sent by nobody yet",
    "unit": "What was counted",
    "comparison": "Whether the threshold itself is enough",
    "date": "The day of attendance",
    "moment": "At which moment of the day",
    "window": "The days that were judged",
    "measure": "What was counted, and the threshold",
    "state": "How the alert stands now",
    "reason": "Why this version was made",
    "audience": "Who is told",
    "alert": "The version of the alert it is about, whole",
    "title": "Heading",
    "text": "What is to be told: whom, how much, when, the duty, the source",
    "rows": "The rows by table",
    "erased": "A pupil who was erased: all its rows from facts before this one go",
    "ErasedPupil.pupil": "Opaque id of the pupil",
    "kept": "Versions of alerts that stay, since they rest on nothing erased: id and version",
    "absences": "Rows of [absences](tables.md#absences)",
    "class_days": "Rows of [class_days](tables.md#class_days)",
    "pupil_quarters": "Rows of [pupil_quarters](tables.md#pupil_quarters)",
    "alert_history": "Rows of [alert_history](tables.md#alert_history)",
    "acknowledgements": "Rows of the acknowledgements",
    "class_quarters": "Rows of [pupil_quarters](tables.md#pupil_quarters) in short, of a class at a time: municipality,"
    " class, grade, quarter, planned and held school days, as_of; the pupils who were never absent nor late; the others"
    " with the columns of their absence",
}
"""What a field means whose model does not say it."""


def messages_page() -> str:
    """Give the page; a part that several messages have is described where it first stands."""
    blocks, described = [_COMMON], {model.__name__ for model in described_models()}
    for model in described_models():
        blocks += _message(model, described)
    return page("Messages", *blocks)


def _message(model: type[Message], described: set[str]) -> Iterator[str]:
    schema = model.model_json_schema(mode=described_models()[model])
    definitions = schema.get("$defs", {})
    topics = [topic.name for topic in CATALOGUE if topic.model is model]
    yield f"## {model.__name__}"
    yield f"{model.__doc__} On {', '.join(map(quoted, topics))}."
    yield _fields(model.__name__, schema, definitions)
    for name, definition in definitions.items():
        if "properties" in definition and name not in described:
            described.add(name)
            yield f"### {name}"
            yield f"{definition.get('description', '')}\n\n{_fields(name, definition, definitions)}".strip()
    yield from _examples(topics[0])


def _fields(part: str, schema: Mapping[str, JsonValue], definitions: Mapping[str, JsonValue]) -> str:
    properties, required = schema["properties"], schema.get("required", [])
    assert isinstance(properties, dict) and isinstance(required, list)  # noqa: S101, PT018 (for the type checker)
    rows = []
    for name, field in properties.items():
        assert isinstance(field, dict)  # noqa: S101 (for the type checker)
        meaning = _description(field) or _MEANINGS.get(f"{part}.{name}") or _MEANINGS[name]
        default = "" if name in required else quoted(json.dumps(field.get("default")))
        rows.append((quoted(name), type_text(field, definitions), meaning, default))
    return table(("field", "type", "meaning", "left out or null"), rows)


def _description(field: Mapping[str, JsonValue]) -> str | None:
    """Return what the model says of a field, also where the text stands with one of its types."""
    described, choices = field.get("description"), field.get("anyOf", [])
    if isinstance(described, str):
        return None if described == "Opaque id" else re.sub(r"(?<!\.)\.$", "", described)
    assert isinstance(choices, list)  # noqa: S101 (for the type checker)
    return next((text for choice in choices if isinstance(choice, dict) and (text := _description(choice))), None)


def _examples(topic: str) -> Iterator[str]:
    valid = sorted((_EXAMPLES / topic / "valid").glob("*.json"))
    shown = next((path for path in valid if path.stem.startswith("whole")), valid[0])
    yield f"Example ([all](../schemas/examples/{topic}/valid)):"
    yield code("json", shown.read_text(encoding="utf-8"))
    invalid = sorted((_EXAMPLES / topic / "invalid").glob("*.json"))
    if invalid:
        yield "Rejected, each with an example:"
        links = ((path.stem.partition("-")[0], _link(topic, path)) for path in invalid)
        by_reason = groupby(links, lambda link: link[0])
        yield table(
            ("reason", "examples"), ((quoted(it), ", ".join(each for _, each in those)) for it, those in by_reason)
        )


def _link(topic: str, path: Path) -> str:
    words = path.stem.partition("-")[2].replace("-", " ") or path.stem
    return f"[{words}](../schemas/examples/{topic}/invalid/{path.name})"
