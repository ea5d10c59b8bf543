"""The disk of ClickHouse is full: what was written stays readable, a batch is tried again, and taken once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.batch import Batch, table_rows
from sinks.faults import TryAgain
from sinks.migrations import migrate
from sinks.writer import Writer
from tests.sinks.builders import absence, fact
from tests.sinks.server import Server, ask
from tests.sinks.small_disk import SmallDisk

pytestmark = pytest.mark.integration

MEGABYTES = 64
COUNT = "SELECT count() FROM naervaer.absences"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if lacks := SmallDisk.lacks():
        pytest.skip(lacks)
    with SmallDisk(tmp_path / "disk", MEGABYTES) as disk:
        yield disk


def batch(pupil: str, offset: int) -> Batch:
    made = Batch()
    made.add(0, offset, table_rows(fact(absence(pupil=pupil)), offset), 0.0)
    return made


def test_a_full_disk_is_a_reason_to_try_again_and_loses_nothing(disk: SmallDisk) -> None:
    with Server(disk.directory / "data", enter=disk.enter) as server:
        migrate(server.url)
        writer = Writer(server.url)
        writer.write(batch("p1", 1))
        disk.fill()
        assert disk.free_bytes() == 0
        for _ in range(2):
            with pytest.raises(TryAgain, match="NOT_ENOUGH_SPACE"):
                writer.write(batch("p2", 2))
        assert ask(server.url, COUNT).text == "1\n"

        server.kill()
        server.start()
        assert ask(server.url, COUNT).text == "1\n", "it starts on a full disk"
        disk.empty()
        for _ in range(2):
            writer.write(batch("p2", 2))
        assert ask(server.url, COUNT).text == "2\n"
        writer.close()
