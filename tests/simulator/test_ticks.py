"""The simulated district's clock ticks in simulated time, between its other events."""

from datetime import date, timedelta

from schemas import ClockTick, encode
from sources.simulator import District
from sources.simulator.ticks import with_ticks
from streams.windows.ticks import DeadlineHours
from tests.simulator.made import district

FIRST, AFTER_LAST = date(2025, 10, 20), date(2025, 10, 30)
DISTRICT = District(7, 300, FIRST, AFTER_LAST)


def test_each_partition_has_three_ticks_a_day_and_nothing_else_is_changed() -> None:
    events = district(300, FIRST, AFTER_LAST)
    published = list(with_ticks(events, DISTRICT, 4, DeadlineHours()))
    ticks = [each.event for each in published if isinstance(each.event, ClockTick)]
    days = [FIRST + timedelta(days=n) for n in range(10)]
    assert [(tick.local_date, tick.deadline, tick.partition) for tick in ticks] == [
        (day, deadline, partition) for day in days for deadline in ("day", "start", "end") for partition in range(4)
    ]
    assert [encode(each.event) for each in published if not isinstance(each.event, ClockTick)] == [
        encode(each.event) for each in events
    ]
    assert [each.at for each in published] == sorted(each.at for each in published)
    assert all(each.at == each.event.at for each in published if isinstance(each.event, ClockTick))
