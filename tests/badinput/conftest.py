"""A broker and workers for these tests alone: they count everything that is on the topics."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.topics import create_topics
from tests.agents.conftest import PARTITIONS, School, Worker


@pytest.fixture(scope="module")
def bootstrap(own_kafka: str) -> str:
    create_topics(own_kafka, PARTITIONS)
    return own_kafka


@pytest.fixture
def start_worker(bootstrap: str, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Give a function that starts a worker and waits for it; all are gone after the test."""
    workers: list[Worker] = []

    def start(module: str = "agents") -> Worker:
        workers.append(Worker(bootstrap, tmp_path / f"worker-{len(workers)}", module=module))
        workers[-1].await_ready()
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture
def school_system(bootstrap: str) -> Iterator[School]:
    system = School(bootstrap)
    yield system
    system.close()
