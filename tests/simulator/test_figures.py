"""The figures are computed right, and the districts made here come near the published ones."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas import (
    AbsenceNotice,
    Category,
    Enrolment,
    Entry,
    Moment,
    RollCall,
    RosterClass,
    SchoolCalendar,
    SchoolRoster,
)
from sources.simulator import Observed, SimulatedEvent, figures
from tests.simulator.made import YEAR, district

FIRST, AFTER_LAST = date(2025, 8, 11), date(2025, 9, 6)  # 20 school days, one quarter
PUBLISHED = datetime(2025, 8, 1, 10, tzinfo=UTC)
CALENDAR = SchoolCalendar(
    id="cal-1",
    school="280123",
    school_year="2025/26",
    recorded_at=PUBLISHED,
    first_day=FIRST,
    after_last_day=AFTER_LAST,
)
NAMES = ("mean", "illness", "leave", "unlawful", "over_10", "over_20", "quarters_over_15")


def roster(*enrolments: Enrolment, grade: int = 3) -> SchoolRoster:
    class_ = RosterClass(class_=f"{grade}A", grade=grade, pupils=enrolments)
    return SchoolRoster(
        id="ro-1", school="280123", school_year="2025/26", recorded_at=PUBLISHED, classes=(class_,), municipality="259"
    )


def roll_call(
    day: date, *entries: Entry, days_later: int = 0, grade: int = 3, moment: Moment = "start", complete: bool = False
) -> RollCall:
    return RollCall(
        id=f"rc-{day}-{moment}-{days_later}",
        school="280123",
        class_=f"{grade}A",
        grade=grade,
        date=day,
        moment=moment,
        recorded_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC) + timedelta(days=days_later),
        complete=complete,
        entries=entries,
    )


def absent(category: Category | None = "sickness", pupil: str = "p1") -> Entry:
    return Entry(pupil=pupil, status="absent", category=category)


def present(pupil: str = "p1") -> Entry:
    return Entry(pupil=pupil, status="present")


def notice(received: datetime) -> AbsenceNotice:
    return AbsenceNotice(
        id="no-1",
        school="280123",
        pupil="p1",
        first=FIRST,
        after_last=AFTER_LAST,
        category="leave",
        received_at=received,
    )


def made(*events: SimulatedEvent, roster_: SchoolRoster | None = None) -> dict[str, float | None]:
    observed = Observed()
    for event in (CALENDAR, roster_ or roster(Enrolment(pupil="p1", first=FIRST)), *events):
        observed.see(event)
    return dict(zip(NAMES, (f.made for f in figures(observed, FIRST, AFTER_LAST)), strict=True))


MONDAY = FIRST
THREE_DAYS = tuple(FIRST + timedelta(days=n) for n in range(3))


def test_a_day_of_illness_of_twenty_is_five_per_cent() -> None:
    assert made(roll_call(MONDAY, absent())) == {
        "mean": 5.0,
        "illness": 5.0,
        "leave": 0.0,
        "unlawful": 0.0,
        "over_10": 0.0,
        "over_20": 0.0,
        "quarters_over_15": 0.0,
    }


@pytest.mark.parametrize(
    ("events", "unlawful"),
    [
        pytest.param([roll_call(MONDAY, absent(None))], 5.0, id="not explained counts as unlawful"),
        pytest.param([roll_call(MONDAY, absent("unlawful"), grade=8)], 2.5, id="half a day in grade 8"),
        pytest.param(
            [roll_call(MONDAY, absent("unlawful"), grade=8, moment=m) for m in ("start", "end")],
            5.0,
            id="both moments in grade 8",
        ),
        pytest.param([roll_call(date(2025, 8, 16), absent("unlawful"))], 0.0, id="a Saturday"),
        pytest.param([roll_call(MONDAY, Entry(pupil="p1", status="late"))], 0.0, id="late"),
        pytest.param([roll_call(MONDAY, absent("unlawful"), present("p2"))] * 2, 5.0, id="twice"),
        pytest.param(
            [roll_call(MONDAY, absent("unlawful")), roll_call(MONDAY, present(), days_later=1)], 0.0, id="corrected"
        ),
        pytest.param(
            [roll_call(MONDAY, present(), days_later=1), roll_call(MONDAY, absent("unlawful"), complete=True)],
            0.0,
            id="corrected before it arrived",
        ),
        pytest.param(
            [roll_call(MONDAY, present(), complete=True), roll_call(MONDAY, absent("unlawful"), days_later=1)],
            5.0,
            id="present corrected to unlawful",
        ),
        pytest.param([notice(PUBLISHED), roll_call(MONDAY, absent(None))], 0.0, id="a notice in time explains"),
        pytest.param(
            [notice(PUBLISHED + timedelta(days=20)), roll_call(MONDAY, absent(None))], 5.0, id="a late notice does not"
        ),
        pytest.param(
            [notice(PUBLISHED), roll_call(MONDAY, absent("unlawful"))], 5.0, id="a notice explains no given category"
        ),
    ],
)
def test_unlawful_absence_is_counted_as_it_is_meant(events: list[SimulatedEvent], unlawful: float) -> None:
    assert made(*events)["unlawful"] == unlawful


@pytest.mark.parametrize(("days", "over_10", "quarter"), [(2, 0.0, 0.0), (3, 100.0, 100.0)])
def test_the_year_is_over_10_and_the_quarter_at_least_15(days: int, over_10: float, quarter: float) -> None:
    figure = made(*(roll_call(day, absent("unlawful")) for day in THREE_DAYS[:days]))
    assert (figure["over_10"], figure["quarters_over_15"]) == (over_10, quarter)


def test_a_pupil_who_left_is_measured_on_the_own_days() -> None:
    left = roster(Enrolment(pupil="p1", first=FIRST, after_last=FIRST + timedelta(days=7)))
    assert made(roll_call(MONDAY, absent()), roster_=left)["mean"] == 20.0


def test_nothing_simulated_gives_no_figures() -> None:
    assert {figure.made for figure in figures(Observed(), FIRST, AFTER_LAST)} == {None}


def test_a_district_of_3000_pupils_comes_near_the_published_figures() -> None:
    observed = Observed()
    for simulated in district(3_000):
        observed.see(simulated.event)
    tolerances = dict(zip(NAMES, (0.5, 0.5, 0.3, 0.2, 3.0, 1.0, 0.4), strict=True))
    for name, figure in zip(NAMES, figures(observed, *YEAR), strict=True):
        assert figure.made == pytest.approx(figure.published, abs=tolerances[name]), figure.name


def test_illness_peaks_in_winter_and_is_higher_in_the_last_grades() -> None:
    calls = [event for _, _, event in district(3_000) if isinstance(event, RollCall) and event.moment == "start"]

    def share(chosen: list[RollCall]) -> float:
        entries = [entry for call in chosen for entry in call.entries if len(call.entries) > 10]
        return sum(entry.category == "sickness" for entry in entries) / len(entries)

    winter, summer = share([c for c in calls if c.date.month == 2]), share([c for c in calls if c.date.month in (8, 6)])
    assert winter > 1.5 * summer
    assert share([c for c in calls if c.grade >= 7]) > share([c for c in calls if 2 <= c.grade <= 5])


def test_leave_clusters_around_the_breaks() -> None:
    calls = [event for _, _, event in district(3_000) if isinstance(event, RollCall) and event.moment == "start"]
    leave = [call.date for call in calls for entry in call.entries if entry.category == "leave"]
    before_autumn = sum(day == date(2025, 10, 10) for day in leave)
    assert before_autumn > 5 * sum(day == date(2025, 9, 16) for day in leave)


def test_absence_is_strongly_skewed_over_the_pupils() -> None:
    observed = Observed()
    for simulated in district(3_000):
        observed.see(simulated.event)
    half_days = sorted(sum(absence.half_days for absence in year.absences) for year in observed.pupil_years())
    assert half_days[len(half_days) // 2] < 0.8 * sum(half_days) / len(half_days)
