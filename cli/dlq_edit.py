"""A dead letter in an editor: shown as readable JSON, checked after each saving, given back compact.

Owns the conversation with the person; what is valid is decided in `streams.letters`. Used by `naervaer dlq`.
"""

import json

import click

from streams.letters import Letter, Verdict, judge_value, school_of


def edited(letter: Letter) -> tuple[bytes | None, bytes] | None:
    """Let a person edit a letter until it is valid; return key and value, None when the person gives up.

    The key is the school that the edited value names.
    """
    text = readable(letter.value)
    while True:
        saved = click.edit(text, extension=".json")
        if saved is None:
            return None
        text = saved
        value = _compact(text)
        key = school_of(value).encode() or None
        judgement = judge_value(letter.place.topic, key, value)
        if judgement.verdict is Verdict.SEND:
            return key, value
        click.echo(f"{letter.place}  {judgement.verdict}: {judgement.why}", err=True)
        if not click.confirm("Edit it again?", default=True, err=True):
            return None


def readable(value: bytes | None) -> str:
    """Return a value as indented JSON, or as it is when it is none."""
    if value is None:
        return ""
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False).encode().decode() + "\n"
    except (ValueError, RecursionError):
        return value.decode("utf-8", "replace")


def printable(text: str) -> str:
    """Return a text without the signs by which a stranger could command the terminal."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)


def _compact(text: str) -> bytes:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return text.encode()
