"""What a worker is told when it starts: addresses, directories, limits.

Owns the defaults of every limit; reads no environment. Made by the command line and by the tests.
"""

from dataclasses import dataclass
from pathlib import Path

from schemas.kafka_security import OPEN, KafkaSecurity

APP_ID = "naervaer-worker"
REGISTER = "register"
CHANGELOG_TOPIC = f"{APP_ID}-{REGISTER}-changelog"


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """One worker process. `partitions` is that of every topic, as found on the broker."""

    bootstrap: str
    rules: Path
    directory: Path
    metrics_port: int
    partitions: int
    metrics_host: str = "127.0.0.1"
    standbys: int = 0  # other workers that keep a copy of each partition's register, to take over at once
    security: KafkaSecurity = OPEN
    batch_events: int = 500
    batch_seconds: float = 0.25  # no event more is taken into a batch that was judged for so long
    stall_seconds: float = 60.0
    internal_errors_per_minute: int = 10
    commit_seconds: float = 1.0
    session_seconds: float = 15.0  # so long a killed worker's partitions rest
    emit_seconds: float = 10.0  # to send and store a batch; below session_seconds, while nobody else can own it
