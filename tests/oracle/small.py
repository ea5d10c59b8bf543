"""Very small cases for hypothesis to draw and to shrink: one class or two, two pupils, days around the boundaries.

Owns strategies only. Must make only events that are accepted. Used by the agreement tests.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.oracle.known import school_year
from tests.oracle.sent import SCHOOL, Sent, calendar, erasure, notice, roll_call, roster, sent, transfer

DAYS = tuple(
    (date(2025, month, first) + timedelta(days=ahead)).isoformat()
    for month, first, length in ((6, 26, 6), (7, 31, 2), (8, 11, 6), (9, 29, 4))
    for ahead in range(length)
)
TIMES = ("00:30", "08:05", "12:00")
CLASSES = ((("6A", 6), ("7A", 7)), (("7A", 7), ("8A", 8)))
PUPILS = ("p1", "p2")
ENTRIES = ("absent sickness", "absent leave", "absent unlawful", "absent", "late", "present")

days = st.sampled_from(DAYS)
names = st.integers(1, 9).map(str)
later_days = st.sampled_from(("2025-10-05", "2025-10-06"))


def instants(day: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Few instants, so that some are equal."""
    return st.builds("{}T{}:00+02:00".format, day, st.sampled_from(TIMES))


@st.composite
def roll_calls(draw: st.DrawFn) -> Sent:
    """Roll calls of a lower or an upper class; the classes of a school year are one grade above those before."""
    day = draw(days)
    class_, grade = draw(st.sampled_from(CLASSES[school_year(date.fromisoformat(day)) - 2024]))
    listed = draw(st.lists(st.sampled_from(PUPILS), min_size=1, unique=True))
    return roll_call(
        "rc-" + draw(names),
        day,
        [f"{pupil} {draw(st.sampled_from(ENTRIES))}" for pupil in listed],
        **{"class": class_},
        grade=grade,
        moment=draw(st.sampled_from(("start", "end"))) if grade >= 7 else "start",
        recorded_at=draw(instants(st.one_of(st.just(day), later_days))),
        complete=draw(st.booleans()),
    )


@st.composite
def calendars(draw: st.DrawFn, year: int) -> Sent:
    """Calendars that differ in a few days."""
    first = draw(st.sampled_from((f"{year}-08-01", f"{year}-08-12")))
    after_last = draw(st.sampled_from((f"{year + 1}-06-28", f"{year + 1}-08-01")))
    off = ["2025-06-27..2025-06-28"] if year == 2024 else ["2025-09-30..2025-10-01"]
    narrowed = {"7A": {"first_day": f"{year}-08-13"}, "8A": {"after_last_day": f"{year + 1}-06-27"}}
    return calendar(
        "cal-" + draw(names),
        year,
        first,
        after_last,
        draw(st.sampled_from(([], off))),
        recorded_at=draw(instants(later_days)),
        classes=draw(st.sampled_from(({}, narrowed))),
    )


@st.composite
def rosters(draw: st.DrawFn, year: int) -> Sent:
    """Rosters with a pupil who stays, one who changes class, or nobody."""
    lower, upper = (class_ for class_, _ in CLASSES[year - 2024])
    middle = draw(st.sampled_from(("2025-06-28", "2025-07-31") if year == 2024 else ("2025-08-13", "2025-09-30")))
    home, away = draw(st.sampled_from(((" h1", " h1"), (" h1", " h2"), ("", " h2"))))
    stays = {lower: [f"p1 {year}-08-01..{home}"], upper: [f"p2 {year}-08-01..{away}"]}
    moves = {lower: [f"p1 {year}-08-01..{middle}"], upper: [f"p1 {middle}.."]}
    return roster(
        "ro-" + draw(names),
        year,
        draw(st.sampled_from((stays, moves, {}))),
        recorded_at=draw(instants(later_days)),
        municipality=draw(st.sampled_from(("259", "330"))),
    )


notices = st.builds(
    notice,
    names.map("no-{}".format),
    st.sampled_from(PUPILS),
    st.sampled_from(("2025-06-26..2025-06-28", "2025-08-11..2025-08-13", "2025-09-01..2025-10-03")),
    st.sampled_from(("sickness", "leave")),
    instants(days),
)
erasures = st.builds(erasure, names.map("er-{}".format), st.sampled_from(PUPILS), instants(st.one_of(days, later_days)))

school_lives = st.builds(
    list.__add__,
    st.tuples(calendars(2025), calendars(2024)).map(list),
    st.lists(
        st.one_of(
            *[roll_calls()] * 12,
            calendars(2024),
            calendars(2025),
            rosters(2024),
            rosters(2025),
            notices,
            erasures,
        ),
        min_size=6,
        max_size=16,
    ),
)
"""Two calendars, then up to sixteen events of every kind in any order."""

OTHER_SCHOOL, THIRD_SCHOOL = "10100A", "20200b"


def at(events: st.SearchStrategy[Sent], school: str) -> st.SearchStrategy[Sent]:
    """Move events to another school."""
    return events.map(lambda one: sent(one.kind, {**one.value, "school": school}))


transfers = st.builds(
    transfer,
    names.map("tr-{}".format),
    st.sampled_from(PUPILS),
    st.sampled_from((SCHOOL, OTHER_SCHOOL, OTHER_SCHOOL, THIRD_SCHOOL)),
    days,
    instants(later_days),
    to_pupil=st.sampled_from((None, None, "p1", "p2")),
)
moving_lives = st.builds(
    list.__add__,
    st.tuples(*[at(calendars(2025), school) for school in (SCHOOL, OTHER_SCHOOL, THIRD_SCHOOL)]).map(list),
    st.lists(
        st.sampled_from((SCHOOL, OTHER_SCHOOL)).flatmap(
            lambda school: at(
                st.one_of(*[roll_calls()] * 6, *[transfers] * 4, rosters(2025), notices, erasures, calendars(2024)),
                school,
            )
        ),
        min_size=4,
        max_size=14,
    ),
)
"""Three calendars, then events of two schools whose pupils change to each other and to a third one."""
