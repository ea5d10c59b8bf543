"""The pinned jars: what is on the class path is exactly what was pinned."""

import hashlib
from pathlib import Path

import pytest

from deploy.local.errors import JarsUnavailable
from deploy.local.jars import Jar, class_path, default_cache, pinned

CONTENT = b"a small jar"


def pin(directory: Path, content: bytes) -> Path:
    pins = directory / "pins.sha256"
    pins.write_text(f"{hashlib.sha256(content).hexdigest()}  org.example:small:1.0\n")
    return pins


def cached(directory: Path, content: bytes) -> Path:
    jar = directory / "kafka-jars" / "small-1.0.jar"
    jar.parent.mkdir()
    jar.write_bytes(content)
    return jar


def test_every_pin_has_an_exact_version_and_a_whole_sum() -> None:
    jars = pinned()
    assert "org.apache.kafka:kafka_2.13:4.1.0" in {jar.coordinate for jar in jars}
    assert all(len(jar.sha256) == 64 and jar.coordinate.count(":") == 2 for jar in jars)
    assert len({jar.file_name for jar in jars}) == len(jars)


def test_a_jar_is_named_by_artifact_and_version() -> None:
    assert Jar("org.apache.kafka:kafka_2.13:4.1.0", "").file_name == "kafka_2.13-4.1.0.jar"


def test_a_complete_cache_needs_no_network(tmp_path: Path) -> None:
    jar = cached(tmp_path, CONTENT)
    assert class_path(tmp_path, pin(tmp_path, CONTENT)) == (jar,)


def test_a_changed_jar_in_the_cache_is_refused_with_both_sums(tmp_path: Path) -> None:
    cached(tmp_path, b"something else")
    expected = hashlib.sha256(CONTENT).hexdigest()
    found = hashlib.sha256(b"something else").hexdigest()
    with pytest.raises(JarsUnavailable, match=rf"(?s)small-1\.0\.jar.*{expected}.*{found}.*remove .*kafka-jars"):
        class_path(tmp_path, pin(tmp_path, CONTENT))


def test_the_cache_is_where_the_platform_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "naervaer"


@pytest.fixture
def small_jar(tmp_path: Path) -> Jar:
    """Pick a real jar of 4 KB; the test is skipped where Maven Central cannot be reached."""
    jar = next(jar for jar in pinned() if "jspecify" in jar.coordinate)
    try:
        class_path(tmp_path / "probe", pin_of(tmp_path, jar))
    except JarsUnavailable as error:
        pytest.skip(f"needs Maven Central: {error}")
    return jar


def pin_of(directory: Path, jar: Jar) -> Path:
    pins = directory / "real.sha256"
    pins.write_text(f"{jar.sha256}  {jar.coordinate}\n")
    return pins


@pytest.mark.integration
def test_a_fetched_jar_with_a_wrong_sum_is_not_kept(tmp_path: Path, small_jar: Jar) -> None:
    with pytest.raises(JarsUnavailable, match="wrong SHA-256"):
        class_path(tmp_path, pin_of(tmp_path, Jar(small_jar.coordinate, "0" * 64)))
    assert list((tmp_path / "kafka-jars").iterdir()) == []


@pytest.mark.integration
def test_a_fetched_jar_is_kept_under_its_name(tmp_path: Path, small_jar: Jar) -> None:
    (path,) = class_path(tmp_path, pin_of(tmp_path, small_jar))
    assert path.name == small_jar.file_name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == small_jar.sha256
