"""The simulation: a district as a stream of events in the order of simulated time.

A pure function of the district: no wall clock, no socket, no file; memory grows with the pupils, not with the dates.
Called by the command line, by tests and by benchmarks.
"""

from collections.abc import Iterator
from datetime import date

from schemas.dates import school_year_start
from sources.simulator.calendars import DAY, dates
from sources.simulator.chance import chance
from sources.simulator.connection import back_again
from sources.simulator.district import District, midnight
from sources.simulator.outbox import Outbox, Simulated
from sources.simulator.roll_calls import Teachers
from sources.simulator.school_year import SchoolYear, calendars_of, school_year, seating
from sources.simulator.schools import open_schools
from sources.simulator.transfers import with_transfers


def simulate(district: District) -> Iterator[Simulated]:
    """All events of a district in order of their simulated instants; equal districts give equal events."""
    outbox = Outbox(district.begins, district.ends)
    schools = open_schools(district)
    start = school_year_start(district.first)
    for school in schools:
        outbox.send(calendars_of(school, start)[0], calendars_of(school, start)[0].recorded_at)
    while date(start, 8, 1) < district.after_last:
        seatings = with_transfers(district.seed, [seating(district.seed, school, start) for school in schools])
        years = [school_year(district.seed, each) for each in seatings]
        _publish(years, start, outbox)
        yield from _days(district, years, start, outbox)
        schools = tuple(year.next_school for year in years)
        start += 1


def _publish(years: list[SchoolYear], start: int, outbox: Outbox) -> None:
    """Send on their way all but the roll calls of a year, and the first calendars of the next."""
    for year in years:
        for calendar in (*year.calendars[1:], calendars_of(year.next_school, start + 1)[0]):
            outbox.send(calendar, calendar.recorded_at)
        for roster in year.rosters:
            outbox.send(roster, roster.recorded_at)
        for transfer in year.transfers:
            outbox.send(transfer, transfer.recorded_at)
        for notice in year.notices:
            outbox.send(notice, notice.received_at)


def _days(district: District, years: list[SchoolYear], start: int, outbox: Outbox) -> Iterator[Simulated]:
    first, after_last = max(district.first, date(start, 8, 1)), min(district.after_last, date(start + 1, 8, 1))
    staff = [Teachers(year) for year in years]
    for day in dates(first, after_last):
        for teachers in staff:
            rng = chance(district.seed, "day", teachers.year.school.code, day)
            held_until = back_again(day) if day == teachers.year.cut_off else None
            for roll_call in teachers.record(day, rng):
                outbox.send_unreliably(roll_call, rng, held_until)
        yield from outbox.due(midnight(day + DAY))
