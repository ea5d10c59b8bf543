"""The jars of Kafka: exact versions, each with its SHA-256, kept in the user's cache directory.

`kafka-jars.sha256` names them all; nothing else is ever put on the class path. A jar enters the cache only after its
sum is right, and every start checks the sums again, so no network is needed once the cache is complete.
Called by the local broker.
"""

import hashlib
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from jgo.maven import MavenContext

from deploy.local.errors import JarsUnavailable

PINS = Path(__file__).with_name("kafka-jars.sha256")
DOWNLOADS_AT_ONCE = 6
DOWNLOAD_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Jar:
    """One pinned jar: Maven coordinate `group:artifact:version` and the SHA-256 of the file in hexadecimal."""

    coordinate: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name of the file in the cache."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def pinned(pins: Path = PINS) -> tuple[Jar, ...]:
    """Read the pinned jars, one per line: SHA-256, two spaces, coordinate."""
    rows = (line.split() for line in pins.read_text().splitlines() if line)
    return tuple(Jar(coordinate, sha256) for sha256, coordinate in rows)


def default_cache() -> Path:
    """Give the cache directory of this user: $XDG_CACHE_HOME/naervaer, else the platform's own place."""
    platform_default = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or platform_default).expanduser() / "naervaer"


def is_complete(cache: Path) -> bool:
    """Tell whether every pinned jar is in the cache, so that no network is needed."""
    return all((cache / "kafka-jars" / jar.file_name).exists() for jar in pinned())


def class_path(cache: Path, pins: Path = PINS) -> tuple[Path, ...]:
    """Give the path of every pinned jar, fetched from Maven Central where missing; JarsUnavailable otherwise."""
    folder = cache / "kafka-jars"
    jars = pinned(pins)
    missing = [jar for jar in jars if not (folder / jar.file_name).exists()]
    if missing:
        _fetch(missing, folder)
    for jar in jars:
        _check(jar, folder / jar.file_name, f"remove {folder} and start again")
    return tuple(folder / jar.file_name for jar in jars)


def _fetch(jars: list[Jar], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as staging, ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
            for jar, path in zip(jars, pool.map(lambda jar: _download(jar, Path(staging)), jars), strict=True):
                _check(jar, path, "nothing was kept; Maven Central or a mirror on the way served another file")
                path.replace(folder / jar.file_name)
    except OSError as error:
        raise JarsUnavailable(f"the jars of Kafka cannot be kept in {folder}: {error}") from error


def _download(jar: Jar, staging: Path) -> Path:
    group, artifact, version = jar.coordinate.split(":")
    maven = MavenContext(repo_cache=staging, timeout=DOWNLOAD_TIMEOUT_SECONDS)
    try:
        path: Path = maven.project(group, artifact).at_version(version).artifact().resolve()
    except (OSError, RuntimeError) as error:
        raise JarsUnavailable(
            f"{jar.coordinate} could not be fetched from Maven Central: {error}\n"
            "  the first start needs the network; later ones do not"
        ) from error
    return path


def _check(jar: Jar, path: Path, remedy: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != jar.sha256:
        raise JarsUnavailable(
            f"{path.name} has the wrong SHA-256\n  expected {jar.sha256}\n  found    {found}\n  {remedy}"
        )
