"""Writes the JSON Schema of every message and the AsyncAPI document, so that readers need no Python.

Run as `python -m schemas.publish`; with `--check` it writes nothing and exits 1 when a file is stale.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue

from schemas.asyncapi import asyncapi_document, described_models

_FOLDER = Path(__file__).parent
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, str]:
    """Return the text of every file, by its path below the folder of this package."""
    files = {
        f"json/{model.__name__}.json": _text({"$schema": _DIALECT, **model.model_json_schema(mode=mode)})
        for model, mode in described_models().items()
    }
    return files | {"asyncapi.json": _text(asyncapi_document())}


def stale_files(folder: Path) -> list[str]:
    """Return the paths below the folder whose text is not what the models say, or that no model makes."""
    wanted = documents()
    extra = {f"json/{path.name}" for path in (folder / "json").glob("*")} - set(wanted)
    changed = {name for name, text in wanted.items() if not _has_text(folder / name, text)}
    return sorted(extra | changed)


def write(folder: Path) -> list[str]:
    """Bring the files below the folder up to date and return the paths of those that were not."""
    wanted = documents()
    stale = stale_files(folder)
    (folder / "json").mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return stale


def main(arguments: Sequence[str]) -> int:
    """Write or check the files; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m schemas.publish", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a file is stale")
    check = parser.parse_args(arguments).check
    stale = stale_files(_FOLDER) if check else write(_FOLDER)
    for name in stale:
        sys.stdout.write(f"{'stale' if check else 'written'}: schemas/{name}\n")
    return int(check and bool(stale))


def _text(document: Mapping[str, JsonValue]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _has_text(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
