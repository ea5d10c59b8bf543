"""The published schemas are up to date, and staleness is seen."""

import json
import shutil
from pathlib import Path

import pytest

import schemas
from schemas import CATALOGUE, publish

FOLDER = Path(schemas.__file__).parent


def test_the_published_files_are_what_the_models_say() -> None:
    assert publish.stale_files(FOLDER) == [], "run python -m schemas.publish"


def test_a_changed_a_missing_and_a_superfluous_file_are_seen_and_repaired(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "json", tmp_path / "json")
    shutil.copy(FOLDER / "asyncapi.json", tmp_path)
    (tmp_path / "json" / "RollCall.json").write_text("{}")
    (tmp_path / "json" / "Alert.json").unlink()
    (tmp_path / "json" / "Old.json").write_text("{}")

    stale = ["json/Alert.json", "json/Old.json", "json/RollCall.json"]
    assert publish.stale_files(tmp_path) == stale
    assert publish.write(tmp_path) == stale
    assert publish.stale_files(tmp_path) == []


def test_check_says_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(publish, "_FOLDER", tmp_path)

    assert publish.main(["--check"]) == 1
    assert "stale: schemas/asyncapi.json\n" in capsys.readouterr().out
    assert publish.main([]) == 0
    assert publish.main(["--check"]) == 0


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = json.loads(publish.documents()["asyncapi.json"])

    found = references(document)
    assert found
    for reference in found:
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_the_asyncapi_document_describes_every_topic() -> None:
    document = json.loads(publish.documents()["asyncapi.json"])

    assert set(document["channels"]) == set(document["operations"]) == {topic.name for topic in CATALOGUE}
    for topic in CATALOGUE:
        action = "receive" if topic.direction == "in" else "send"
        assert document["operations"][topic.name]["action"] == action
