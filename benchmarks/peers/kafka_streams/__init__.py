"""The job on Kafka Streams, in Java: compiled here, where a JDK is found.

The jars are pinned like those of the broker and kept in the same cache. Called by `benchmarks.contenders`.
"""

import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from deploy.local.jars import class_path, default_cache

SOURCES = Path(__file__).parent
HEAP = "-Xmx1g"


def unavailable() -> str | None:
    """Say why the job cannot be run here; None when it can."""
    return None if shutil.which("javac") and shutil.which("java") else "no JDK (javac) was found"


@lru_cache(maxsize=1)
def _classes() -> str:
    """Compile, once, and give the class path."""
    folder = tempfile.mkdtemp(prefix="kafka-streams-")
    path = ":".join(map(str, class_path(default_cache(), SOURCES / "jars.sha256")))
    command: list[str | Path] = [shutil.which("javac") or "javac", "-cp", path, "-d", folder, *SOURCES.glob("*.java")]
    subprocess.run(command, check=True)  # noqa: S603 - the project's own sources
    return f"{folder}:{path}"


def command(what: str, store: str) -> list[str | Path]:
    """Give the command that runs the job per `class` or `pupil` with a store in `memory` or in `rocksdb`."""
    return [shutil.which("java") or "java", HEAP, "-cp", _classes(), "Peer", what, store]
