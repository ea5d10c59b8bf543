"""The type of a field in words, from its JSON Schema. Used by the page of messages."""

import re
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from cli.documentation.markdown import listed, quoted

_CHOICE = re.compile(r"\^\(([a-z_|]+)\)\$")
_FORMATS = {"date": "date", "date-time": "timestamp"}


def type_text(field: Mapping[str, JsonValue], definitions: Mapping[str, JsonValue]) -> str:
    """Describe the type, its limits and its choices; a part with fields of its own by its name in `definitions`."""
    if "anyOf" in field:
        texts = dict.fromkeys(type_text(choice, definitions) for choice in _mappings(field["anyOf"]))
        texts = {"number": None} if set(texts) == {"integer", "number"} else texts
        return " or ".join(text for text in texts if text != "null") + (" or null" if "null" in texts else "")
    reference = field.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        definition = definitions[name]
        if isinstance(definition, dict) and "enum" in definition:
            return type_text(definition, definitions)
        return name
    choices = field.get("enum")
    if isinstance(choices, list):
        return listed(choice if choice else '""' for choice in choices)
    return _plain(field, definitions)


def _plain(field: Mapping[str, JsonValue], definitions: Mapping[str, JsonValue]) -> str:
    match field.get("type"):
        case "array":
            return f"array of {_item(field.get('items'), definitions)}"
        case "object" if "additionalProperties" in field:
            return f"object: name to {_item(field['additionalProperties'], definitions)}"
        case "string":
            return _string(field)
        case "integer" if "minimum" in field and "maximum" in field:
            return f"integer {field['minimum']} to {field['maximum']}"
        case kind:
            return str(kind)


def _item(items: JsonValue, definitions: Mapping[str, JsonValue]) -> str:
    return type_text(items, definitions) if isinstance(items, dict) else "values"


def _string(field: Mapping[str, JsonValue]) -> str:
    pattern, kind = field.get("pattern"), field.get("format")
    if isinstance(pattern, str):
        choices = _CHOICE.fullmatch(pattern)
        return listed(choices.group(1).split("|")) if choices else f"text {quoted(pattern)}"
    if isinstance(kind, str):
        return _FORMATS.get(kind, kind)
    if "maxLength" in field:
        return f"text of {field['minLength']} to {field['maxLength']} characters"
    return "text"


def _mappings(value: JsonValue) -> Iterator[Mapping[str, JsonValue]]:
    assert isinstance(value, list)  # noqa: S101 (for the type checker)
    yield from (item for item in value if isinstance(item, dict))
