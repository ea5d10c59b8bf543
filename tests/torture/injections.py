"""How each fault is brought about: one function per kind, which returns when the fault is over or under way.

Owns the waits that make a fault last long enough to matter. Used by the rounds.
"""

import os
import random
import signal
from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic, sleep

from tests.torture.faults import DEATHS, Fault
from tests.torture.installation import Installation
from tests.torture.proxy import Mode

MOST_WORKERS = 3
OUTAGE_SECONDS = 2.0
FULL_SECONDS = 6.0
BEYOND_SESSION_SECONDS = {"fast": 9.0, "normal": 20.0}
READY_SECONDS = 60.0

Injection = Callable[[Installation, random.Random], None]


def inject(fault: Fault, town: Installation, dice: random.Random) -> None:
    """Bring a fault about."""
    _INJECTIONS[fault](town, dice)
    town.look_after()


def _kill_worker(town: Installation, dice: random.Random) -> None:
    town.any_worker(dice).process.kill()


def _freeze_worker(town: Installation, dice: random.Random) -> None:
    worker = town.any_worker(dice)
    _freeze(worker.process.pid, BEYOND_SESSION_SECONDS[town.pace])


def _freeze(pid: int, seconds: float) -> None:
    try:
        os.kill(pid, signal.SIGSTOP)
        sleep(seconds)
        os.kill(pid, signal.SIGCONT)
    except ProcessLookupError:
        return  # it ended by itself before


def _add_worker(town: Installation, _: random.Random) -> None:
    town.want(min(town.wanted() + 1, MOST_WORKERS))
    town.workers[-1].await_ready(READY_SECONDS)


def _remove_worker(town: Installation, _: random.Random) -> None:
    town.want(max(town.wanted() - 1, 1))


def _let_die(point: Fault, town: Installation, dice: random.Random) -> None:
    """Put workers that will die in the place of all, so that one of them surely reaches the point."""
    town.replace_workers(point, dice.choice((1, 1, 2)))
    town.workers[0].await_ready(READY_SECONDS)


def _let_clocks_jump(town: Installation, _: random.Random) -> None:
    """Put workers with wrong clocks in the place of all; they stay until another fault ends them."""
    town.replace_workers(Fault.WORKER_CLOCKS_JUMP, 1)
    town.workers[0].await_ready(READY_SECONDS)


def _kill_broker(town: Installation, _: random.Random) -> None:
    town.kill_broker()
    sleep(OUTAGE_SECONDS)
    town.broker.start()


def _restart_broker(town: Installation, _: random.Random) -> None:
    town.broker.stop()
    town.broker.start()


def _freeze_broker(town: Installation, _: random.Random) -> None:
    assert town.broker.pid is not None
    _freeze(town.broker.pid, BEYOND_SESSION_SECONDS[town.pace])


def _kill_sink(town: Installation, _: random.Random) -> None:
    town.sink.kill()
    town.sink.wait(OUTAGE_SECONDS * 10)


def _kill_clickhouse(town: Installation, _: random.Random) -> None:
    town.clickhouse.kill()
    sleep(OUTAGE_SECONDS)
    town.clickhouse.start()


def _disturb_clickhouse(mode: Mode, town: Installation, dice: random.Random) -> None:
    """Disturb the way until some requests met it; without any traffic the disturbance goes on for a while only."""
    met, deadline = town.proxy.met + dice.randint(1, 3), monotonic() + OUTAGE_SECONDS
    town.proxy.mode = mode
    while town.proxy.met < met and monotonic() < deadline:
        sleep(0.05)
    town.proxy.mode = Mode.PASS


def _fill_disk(town: Installation, _: random.Random) -> None:
    """Leave ClickHouse no room until it has refused something; without any traffic it is full for a while only."""
    refused, deadline = town.proxy.refused, monotonic() + FULL_SECONDS
    town.disk.fill()
    while town.proxy.refused == refused and monotonic() < deadline:
        sleep(0.05)
    town.disk.empty()


_INJECTIONS: Mapping[Fault, Injection] = {
    Fault.WORKER_KILLED: _kill_worker,
    Fault.WORKER_FROZEN: _freeze_worker,
    Fault.WORKER_ADDED: _add_worker,
    Fault.WORKER_REMOVED: _remove_worker,
    **{point: partial(_let_die, point) for point in DEATHS},
    Fault.WORKER_CLOCKS_JUMP: _let_clocks_jump,
    Fault.BROKER_KILLED: _kill_broker,
    Fault.BROKER_RESTARTED: _restart_broker,
    Fault.BROKER_FROZEN: _freeze_broker,
    Fault.SINK_KILLED: _kill_sink,
    Fault.CLICKHOUSE_KILLED: _kill_clickhouse,
    Fault.CLICKHOUSE_REFUSES: partial(_disturb_clickhouse, Mode.REFUSE),
    Fault.CLICKHOUSE_SLOW: partial(_disturb_clickhouse, Mode.SLOW),
    Fault.CLICKHOUSE_FULL: _fill_disk,
    Fault.CLICKHOUSE_ERRORS: partial(_disturb_clickhouse, Mode.ERRORS),
    Fault.CLICKHOUSE_LOSES_ANSWERS: partial(_disturb_clickhouse, Mode.LOSE_ANSWERS),
}
