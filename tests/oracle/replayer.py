"""Every alert version that a sequence of events makes, by judging all anew before and after each event.

Owns the life of an alert: raised, changed, cleared, withdrawn, raised again. Must not remember any sum or count.
Called by the tests, which compare it with the pipeline and with hand-worked examples.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from schemas import AbsenceNotice, Erasure, InputEvent, RollCall, SchoolCalendar, SchoolRoster, Transfer
from streams.law.rule import Denominator, Rule
from tests.oracle.judgement import Holding, Judgement, at, holding, present_as_of
from tests.oracle.known import Judged, Known, school_year, stamp
from tests.oracle.marks import Mark, winning_marks
from tests.oracle.message import Told, Version
from tests.oracle.sent import Sent
from tests.oracle.siblings import look
from tests.oracle.transfers import marks_of_all
from tests.oracle.view import DAY, View
from tests.oracle.windows import Period


@dataclass(frozen=True)
class Standing:
    """One alert as it was last told; `window` is None for rolling and run windows."""

    window: Period | None
    version: Version

    @property
    def place(self) -> tuple[str, str]:
        """Where its judgement is found among those that hold."""
        return (self.version.rule.id, self.window.key if self.window else "")


class Replayer:
    """Feeds events one after the other; `told` holds the newest version of every alert by its id.

    `views` and `held` are what was seen and held after the event before, kept only to be compared with what is now.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self.known: dict[str, Known] = {}
        self.views: dict[str, dict[str, View]] = {}
        self.held: dict[tuple[str, str], Holding] = {}
        self.told: dict[str, Standing] = {}

    def handle(self, event: InputEvent, raw: bytes) -> list[Version]:
        """Return the versions that this event makes, in their order."""
        if not isinstance(event, Judged):
            return []
        self.known.setdefault(event.school, Known()).add(event, raw)
        if isinstance(event, Transfer):
            self.known.setdefault(event.to_school, Known())
        versions: list[Version] = []
        for school, marks in self._marks(event.school).items():
            before = self.views.get(school, {})
            after = self.views[school] = self._look(school, marks)
            told = [
                one for pupil, view in after.items() if before.get(pupil) != view for one in self._pupil(event, view)
            ]
            versions += sorted(told, key=lambda version: (version.rule.id, version.pupil, version.key))
        return versions

    def tell(self, one: Sent) -> Told:
        """Return what one message makes, as it is sent."""
        versions = self.handle(one.event(), one.raw)
        notifications = sorted(told for version in versions for told in version.notifications())
        return Told([version.message() for version in versions], notifications)

    def active(self) -> list[Standing]:
        """Return the alerts that are raised."""
        return [told for told in self.told.values() if told.version.state == "raised"]

    def _marks(self, school: str) -> dict[str, dict[str, tuple[Mark, ...]]]:
        """Return the marks of all schools where an event of one school may change something, that school first."""
        if not any(known.transfers for known in self.known.values()):
            return {school: winning_marks(self.known[school])}
        found: dict[str, dict[str, tuple[Mark, ...]]] = {school: {}, **{name: {} for name in self.known}}
        for (name, pupil), marks in marks_of_all(self.known).items():
            found[name][pupil] = marks
        return found

    def _look(self, school: str, marks: Mapping[str, tuple[Mark, ...]]) -> dict[str, View]:
        return look(self.known[school], school, marks, self.views.get(school, {}))

    def _pupil(self, event: Judged, after: View) -> list[Version]:
        held = self.held.get((after.school, after.pupil), {})
        holds = holding(after, self.rules.values())
        self.held[after.school, after.pupil] = dict(holds)
        versions = []
        for told in self.active():
            if (told.version.school, told.version.pupil) != (after.school, after.pupil) or _let_go(told, after):
                continue
            _, now = holds.pop(told.place, (None, None))
            if now is None:
                versions.append(self._stops(event, told, after))
            elif _changed(event, told, held[told.place][1], now):
                versions.append(self._next(event, told, "raised", "evidence_changed", now))
        return versions + [
            self._raise(event, after, self.rules[rule_id], window, now) for (rule_id, _), (window, now) in holds.items()
        ]

    def _raise(self, event: Judged, view: View, rule: Rule, window: Period | None, now: Judgement) -> Version:
        key = window.key if window else now.as_of.isoformat()
        first = Version(rule, view.school, view.pupil, key, 1, "raised", "threshold_crossed", now, stamp(event))
        if first.alert in self.told:
            return self._next(event, self.told[first.alert], "raised", "threshold_crossed", now)
        self.told[first.alert] = Standing(window, first)
        return first

    def _next(self, event: Judged, told: Standing, state: str, reason: str, now: Judgement) -> Version:
        version = replace(
            told.version,
            number=told.version.number + 1,
            state=state,
            reason=reason,
            judgement=now,
            recorded_at=stamp(event),
        )
        self.told[version.alert] = replace(told, version=version)
        return version

    def _stops(self, event: Judged, told: Standing, view: View) -> Version:
        rule, last = told.version.rule, told.version.judgement
        then = at(view, rule, told.window, last.as_of)
        if not then.holds:
            return self._next(event, told, "withdrawn", WITHDRAWN_BY[type(event)], _present(told, view, then))
        reason = "run_ended" if rule.window.kind == "consecutive_school_days" else "window_moved"
        return self._next(event, told, "cleared", reason, _present(told, view, then))


WITHDRAWN_BY: Mapping[type, str] = {
    RollCall: "corrected",
    SchoolCalendar: "calendar_changed",
    SchoolRoster: "roster_changed",
    AbsenceNotice: "notice_received",
    Erasure: "pupil_erased",
    Transfer: "transferred",
}


def _present(told: Standing, view: View, then: Judgement) -> Judgement:
    """Return the numbers of now; without a present as_of those at the last version's as_of, window and class."""
    as_of = present_as_of(view, told.window) if view.as_of else None
    if as_of is not None:
        return at(view, told.version.rule, told.window, as_of)
    last = told.version.judgement
    return replace(
        then,
        first=last.first,
        after_last=last.after_last,
        class_=last.class_,
        grade=last.grade,
        calendar=last.calendar,
    )


def _let_go(told: Standing, view: View) -> bool:
    """Whether the alert's period lies before the kept school years: it stays as it is."""
    if told.window is None or view.newest_year is None:
        return False
    return school_year(told.window.after_last - DAY) < view.newest_year - 1


def _changed(event: Judged, told: Standing, before: Judgement, now: Judgement) -> bool:
    last = told.version.judgement
    if now.proof != last.proof:
        return True
    lasting = told.window is not None and told.version.rule.threshold.of is not Denominator.HELD_SCHOOL_DAYS
    if lasting:
        return now.school_days != last.school_days
    return isinstance(event, SchoolCalendar | SchoolRoster) and now.school_days != before.school_days
