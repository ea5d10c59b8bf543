"""Pace, resumption and saving, with a clock that the tests move."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sources.simulator import District, Simulated
from sources.simulator.outbox import Published
from sources.simulator.pace import Pace
from sources.simulator.resume import State, WrongStateError
from sources.simulator.run import Rhythm, carry
from tests.simulator.made import district

EVENTS = district(300, date(2025, 8, 10), date(2025, 8, 16))
DISTRICT = District(7, 300, date(2025, 8, 10), date(2025, 8, 16))


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds


class Broker:
    """Remembers what was sent and what was settled; fails after a number of events."""

    def __init__(self, fails_after: int | None = None) -> None:
        self.partitions = 1
        self.sent: list[Published] = []
        self.settled = 0
        self._fails_after = fails_after

    def send(self, published: Published) -> None:
        if len(self.sent) == self._fails_after:
            raise ConnectionError("broken")
        self.sent.append(published)

    def settle(self) -> None:
        self.settled = len(self.sent)


def test_events_come_when_their_time_has_come() -> None:
    clock = Clock()
    times = [clock.now() for _ in Pace(3600.0, clock.now, clock.wait).walk(EVENTS)]
    assert times[0] == 100.0
    elapsed = (EVENTS[-1].at - EVENTS[0].at).total_seconds() / 3600
    assert times[-1] == pytest.approx(100.0 + elapsed)


def test_a_slow_taker_is_not_made_to_wait() -> None:
    clock = Clock()
    for _ in Pace(3600.0, clock.now, clock.wait).walk(EVENTS):
        clock.seconds += 1_000_000
    assert clock.waits == []


def test_what_is_saved_is_settled_before() -> None:
    broker = Broker()
    saved: list[datetime] = []

    def save(through: datetime) -> None:
        assert all(simulated.at <= through for simulated in broker.sent)
        assert broker.settled == len(broker.sent)
        saved.append(through)

    assert carry(EVENTS, broker, save, Rhythm(lambda: 0.0, events=10)) == len(EVENTS)
    assert len(saved) > 3
    assert saved == sorted(set(saved))
    assert saved[-1] == EVENTS[-1].at


@pytest.mark.parametrize("fails_after", [0, 1, 7, 25, len(EVENTS) - 1])
def test_after_a_failure_nothing_is_lost(fails_after: int, tmp_path: Path) -> None:
    state = State(tmp_path / "state" / "simulate.json", DISTRICT)
    first, second = Broker(fails_after), Broker()
    with pytest.raises(ConnectionError):
        carry(EVENTS, first, state.write, Rhythm(lambda: 0.0, events=5))
    through = state.read()
    rest = [simulated for simulated in EVENTS if through is None or simulated.at > through]
    carry(rest, second, state.write, Rhythm(lambda: 0.0, events=5))
    assert [*first.sent[: first.settled], *second.sent][-len(second.sent) :] == second.sent
    assert set(map(id, first.sent[: first.settled])) | set(map(id, second.sent)) == set(map(id, EVENTS))
    assert state.read() == EVENTS[-1].at


def test_it_is_saved_in_time_even_when_little_happens() -> None:
    clock, saved = Clock(), list[datetime]()

    def slow() -> Iterator[Simulated]:
        for simulated in EVENTS[:20]:
            clock.seconds += 2.0
            yield simulated

    carry(slow(), Broker(), saved.append, Rhythm(clock.now))
    assert len(saved) == len({simulated.at for simulated in EVENTS[:20]})


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json", DISTRICT)
    assert state.read() is None
    state.write(EVENTS[3].at)
    assert state.read() == EVENTS[3].at
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_another_end_goes_on_from_the_same_state(tmp_path: Path) -> None:
    State(tmp_path / "state.json", DISTRICT).write(EVENTS[3].at)
    longer = District(7, 300, DISTRICT.first, DISTRICT.after_last + timedelta(days=30))
    assert State(tmp_path / "state.json", longer).read() == EVENTS[3].at


def test_the_state_of_another_district_is_refused(tmp_path: Path) -> None:
    State(tmp_path / "state.json", DISTRICT).write(EVENTS[3].at)
    other = District(8, 300, DISTRICT.first, DISTRICT.after_last)
    with pytest.raises(WrongStateError, match="another district"):
        State(tmp_path / "state.json", other).read()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"district": "x", "published_through": "soon"}'])
def test_a_damaged_state_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text(text)
    with pytest.raises(WrongStateError, match="damaged"):
        State(tmp_path / "state.json", DISTRICT).read()
