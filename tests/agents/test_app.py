"""Limits of a worker that rest on each other: whoever waits for something waits longer than that may take."""

from itertools import pairwise
from pathlib import Path

import pytest

from agents.app import create_app
from agents.config import WorkerConfig
from tests.torture.worker import FAST

GIVEN = ("127.0.0.1:1", Path("rules"), Path("data"), 0, 4)


@pytest.mark.parametrize(
    "config",
    [pytest.param(WorkerConfig(*GIVEN), id="in production"), pytest.param(FAST(*GIVEN), id="in rounds of faults")],
)
def test_each_wait_is_longer_than_what_it_waits_for(config: WorkerConfig) -> None:
    settings = create_app(config).conf
    waits = {
        "a batch is sent and stored": config.batch_seconds + config.emit_seconds,
        "a member without a heartbeat is gone": settings.broker_session_timeout,
        "a rebalance waits for members to come": settings.broker_rebalance_timeout,
        "a member waits for the answer to its request to join": settings.broker_request_timeout,
        "the watch calls it a stall": config.stall_seconds,
    }
    assert [later for earlier, later in pairwise(waits) if waits[earlier] >= waits[later]] == []
