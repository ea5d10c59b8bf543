"""The words of docs/patterns.md that no code can make: what a pattern is for, its arithmetic, days for an example."""

from collections.abc import Mapping
from typing import NamedTuple


class Example(NamedTuple):
    """Days of absence for an example: (first, step in days, how many), what the pattern counts, and the window."""

    days: tuple[tuple[str, int, int], ...]
    value: int
    window: str = "school_year"


class About(NamedTuple):
    """What the page says of one pattern. *d*: days of absence in the window."""

    what: str
    arithmetic: str
    evidence: str
    example: Example


HEAD = """\
A rule may look for what days of absence have in common: `count.unit` is `pattern`, and `count.pattern` names it with
its parameters ([rules/README.md](../rules/README.md)). The shipped ones stand in
[rules/patterns.yaml](../rules/patterns.yaml). A pattern is no breach of a rule but a reason to talk, so each ships
with the status `local`, told to the school alone.

A pattern counts whole dates: a date with an absent mark of a counted category is one *day of absence*, also when in
grades 7-10 only one of its two registrations is absent. Only school days count, as everywhere. `measure.value` of the
alert is what the pattern counts, `measure.threshold` the least of it; the other conditions belong to the rule. The
sentence follows from the alert's evidence and the rule, so `naervaer explain` says it again from the alert alone.

Everything else is as for other rules ([alerts](alerts.md)): a correction, a notice, a calendar or a roster that takes
the pattern away withdraws the alert; where more absence or time makes a share fall, the alert is `cleared`."""

FOOT = """\
Chance makes patterns, too. To see how often, {pupils} pupils were made whose absence has none: illness, single
unlawful days and late mornings as often as in the simulated district, but independent of weekday, season, holiday,
week, sibling and of what was before; pupils of grade 5, two to a household, in samples of {sample} over the school
year {year}, judged by the pipeline with the shipped rules (`make false-alarms`, seeds 1 and up). Counted are pupils
of whom a rule spoke at any time of the school year, and classes (of 25) where a rule is about these. Rows of
unexplained days and absence after illness are no play of chance: there the rate says how often ordinary absence looks
like that."""

CLASSES = """\
## Pupils of a class

Much absence of several pupils of a class may have to do with the class. A rule with `subject: class` and
`count: {unit: pupils, rule: ...}` counts the pupils of each class with an active alert of the rule that it names, in
the calendar quarter; what is counted of a pupil, and from which percentage on, is said by that rule. The alert is
about the class and changes with each alert that it counts; it needs no clock tick. A pupil is counted in the class of
its newest registration in the school year of the quarter's last day (without one: of its newest registration). Scope
and validity of the rule are those of the class's grade and of the quarter's last day. It is `cleared` when only time
ended an alert that it counted, else withdrawn, also when a pupil changes class. Reminders are those of the pupils'
alerts; it has none of its own."""

ABOUT_CLASSES = (
    ("arithmetic", "*n* pupils of the class under the rule: *n* ≥ threshold"),
    ("evidence", "the pupils, each with its days and its percentage of the planned school days"),
    ("windows", "`calendar_quarter`"),
    ("says, for example", "4 elever (13,5 %, 10,8 %, 10,8 % og 10,8 %)"),
    ("in English", "4 pupils (13.5 %, 10.8 %, 10.8 % and 10.8 %)"),
)

ALL_DAYS = "all days of absence of the counted categories in the window"

ABOUT: Mapping[str, About] = {
    "weekday_share": About(
        "Much of the absence falls on one weekday: the day after a weekend with the other parent, the day of swimming.",
        "*m* is the number of days of absence on the weekday that has most of them: *m* ≥ threshold, "
        "*d* ≥ `absence_days`, 100 *m* ≥ `percent` *d*",
        ALL_DAYS,
        Example((("2025-09-01", 7, 6), ("2025-11-04", 9, 2)), 6),
    ),
    "repeatedly_late": About(
        "The pupil comes late again and again, not in one bad week only. Start and end of a day count one each.",
        "*n* late arrivals in *w* different weeks (Monday to Sunday): *n* ≥ threshold, *w* ≥ `weeks`",
        "the late marks",
        Example((("2025-09-01", 7, 5), ("2025-09-02", 7, 3)), 8, "calendar_quarter"),
    ),
    "unexplained_in_a_row": About(
        "Nobody has explained the absence of several days in a row: no category, and no notice that came in time. "
        "Days of "
        "other absence, or without a registration, neither count nor end the row; a day at school does.",
        "*n* unexplained days of the current run: *n* ≥ threshold",
        "the unexplained marks of the run",
        Example((("2025-09-15", 1, 3),), 3, "consecutive_school_days"),
    ),
    "beside_a_break": About(
        "The pupil makes holidays longer: absent on the last school day before, or the first after, at least "
        "`days_off` "
        "days on end without school. A weekend is 2 days, one with a holiday 3. The summer counts as a break.",
        "*m* of the days of absence lie beside *b* different breaks: *m* ≥ threshold, *b* ≥ `breaks`, "
        "100 *m* ≥ `percent` *d*",
        ALL_DAYS,
        Example((("2025-10-10", 70, 2), ("2026-01-05", 32, 2), ("2025-11-04", 1, 3)), 4),
    ),
    "after_illness": About(
        "After a long illness the pupil comes back, and is soon away again. An illness is a run of days of "
        "sickness up to "
        "the day of the return, the first with a registration and no absence.",
        "*s* days of sickness before a return, *m* days of absence on the `following_school_days` school days from the "
        "return on: *s* ≥ `illness_days`, *m* ≥ threshold. Of several illnesses the one with the greatest *m*",
        "the days of sickness and the days of absence after the return",
        Example((("2025-09-01", 1, 5), ("2025-09-08", 1, 5), ("2025-09-17", 2, 6)), 6),
    ),
    "own_earlier_level": About(
        "The pupil has much more absence than before in the same school year. It is compared by whole months with "
        "the time "
        "from 1 August to the window, so July to September is never judged, nor a pupil about whom too little is "
        "known.",
        "*m* days of absence in a window of *a* months and in *w* different weeks, *e* in the *b* months before "
        "with *r* "
        "registered school days: *m* ≥ threshold, *w* ≥ `weeks`, *r* ≥ `earlier_school_days`, *m b* ≥ `times` *e a*",
        "the days of absence in the window and those before it in the school year",
        Example((("2025-09-01", 1, 2), ("2026-01-06", 7, 10)), 10, "calendar_quarter"),
    ),
    "alternate_weeks": About(
        "The absence lies in every other week, as where a pupil lives with each parent by turns. Weeks alternate "
        "without "
        "end; they are no odd and even weeks, whose numbers break at a year of 53 weeks.",
        "*m* days of absence in those alternate weeks that have most, in *w* of those weeks: *m* ≥ threshold, "
        "*d* ≥ `absence_days`, 100 *m* ≥ `percent` *d*, *w* ≥ `weeks`",
        ALL_DAYS,
        Example((("2025-08-18", 14, 8), ("2025-09-02", 1, 1)), 8),
    ),
    "siblings_absent": About(
        "A sibling is absent on the same days. Siblings are pupils of the school to whom the roster of the day's "
        "school "
        "year gives the same `household`; who goes to another school is not seen. The alert shows the pupil's own days "
        "only, and is raised, changed and withdrawn also by what happens to the sibling.",
        "on *m* of the days of absence a sibling was absent (with a counted category), too: *m* ≥ threshold, "
        "*d* ≥ `absence_days`, 100 *m* ≥ `percent` *d*",
        "all the pupil's own days of absence of the counted categories in the window",
        Example((("2025-09-01", 7, 6), ("2025-11-04", 7, 2)), 6),
    ),
}
