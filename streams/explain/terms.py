"""The sentences of an explanation in Danish and English.

Owns the wording only; which sentence stands where is decided in `streams.explain.alert`. `{}` are filled by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from streams.words.grammar import Language


@dataclass(frozen=True)
class Sentences:
    """One language."""

    pupil: str
    labels: Mapping[str, str]
    states: Mapping[str, str]
    still_raised: str
    reasons: Mapping[str, str]
    lapsed: str
    version_of: str
    judged_until: str
    includes_unexplained: str
    threshold: str
    threshold_of: str
    is_reached: str
    is_reached_after: str
    limit_of: str
    reached: Mapping[str, str]
    not_reached: Mapping[str, str]
    reached_but_over: str
    reached_but_unlike: str
    mark: str
    total: str
    no_marks: str
    version: str
    gained: str
    lost: str
    replaced: str
    registered_again: str
    told: str
    told_withdrawn: str
    told_nobody: str
    acknowledged: str
    acknowledged_until: str
    not_acknowledged: str
    acknowledgements_unknown: str
    rule_is_newer: str
    rule_is_gone: str


DANISH = Sentences(
    pupil="Elev {pupil} i {class_} ({grade}. klassetrin), skole {school}",
    labels={
        "state": "Status",
        "rule": "Regel",
        "source": "Kilde",
        "duty": "Pligt",
        "window": "Periode",
        "measure": "Opgørelse",
        "counts": "Tæller",
        "threshold": "Grænse",
        "forecast": "Prognose",
        "marks": "Dage, der tæller",
        "history": "Forløb",
        "acknowledgements": "Kvitteringer",
    },
    states={"raised": "rejst", "cleared": "ophørt", "withdrawn": "trukket tilbage"},
    still_raised="stadig rejst",
    reasons={
        "threshold_crossed": "grænsen blev nået",
        "evidence_changed": "grundlaget ændrede sig",
        "run_ended": "eleven var i skole igen",
        "window_moved": "perioden rykkede videre",
        "corrected": "en registrering blev rettet",
        "calendar_changed": "skolekalenderen blev ændret",
        "roster_changed": "klasselisten blev ændret",
        "notice_received": "hjemmet oplyste årsagen til fravær i tide",
        "pupil_erased": "elevens registreringer blev slettet",
        "transferred": "eleven skiftede skole",
    },
    lapsed="bortfaldet ({duty})",
    version_of="version {number} af {newest}",
    judged_until="{window}, opgjort til og med {day}",
    includes_unexplained="{absence}; fravær uden oplyst årsag tæller med",
    threshold="{comparison} {limit}",
    threshold_of="{comparison} {percent} af de {of}",
    is_reached="{percent} er nået",
    is_reached_after="{percent} nås efter yderligere {days}",
    limit_of="{limit} ({percent} af {school_days})",
    reached={
        "at_least": "{value} er mindst {limit}: grænsen er nået",
        "more_than": "{value} er mere end {limit}: grænsen er overskredet",
    },
    not_reached={
        "at_least": "{value} er mindre end {limit}: grænsen er ikke nået",
        "more_than": "{value} er ikke mere end {limit}: grænsen er ikke overskredet",
    },
    reached_but_over="; men reglen gælder ikke her: tid, elev eller mindste antal skoledage er uden for den",
    reached_but_unlike="; men mønsterets andre betingelser, eller reglens, er ikke opfyldt mere",
    mark="{day} {moment}: {category}, {value}; registrering {roll_call} af {recorded}",
    total="I alt {amount}",
    no_marks="Ingen dage tæller mere.",
    version="Version {number}, {recorded}: {state}, fordi {reason}. {amount}.",
    gained="Kom til: {mark}",
    lost="Faldt bort: {mark}",
    replaced="Ændret: {mark}, før {before}",
    registered_again="Registreret igen: {mark}, nu i {roll_call}, før i {before}",
    told="Besked til {audiences}.",
    told_withdrawn="Besked om tilbagetrækning til {audiences}.",
    told_nobody="Ingen får besked.",
    acknowledged="Version {number} er set af {audience} {at}",
    acknowledged_until="; gælder til og med {day}",
    not_acknowledged="Ingen har kvitteret.",
    acknowledgements_unknown="Står ikke i filen.",
    rule_is_newer="Adviset er rejst efter {made}; titel og pligt er fra {known}.",
    rule_is_gone="Reglen findes ikke længere i regelpakkerne; titel og pligt kendes ikke.",
)

ENGLISH = Sentences(
    pupil="Pupil {pupil} in {class_} (grade {grade}), school {school}",
    labels={
        "state": "State",
        "rule": "Rule",
        "source": "Source",
        "duty": "Duty",
        "window": "Window",
        "measure": "Measure",
        "counts": "Counts",
        "threshold": "Threshold",
        "forecast": "Forecast",
        "marks": "Days that count",
        "history": "History",
        "acknowledgements": "Acknowledgements",
    },
    states={"raised": "raised", "cleared": "cleared", "withdrawn": "withdrawn"},
    still_raised="still raised",
    reasons={
        "threshold_crossed": "the threshold was reached",
        "evidence_changed": "the evidence changed",
        "run_ended": "the pupil was at school again",
        "window_moved": "the window moved on",
        "corrected": "a registration was corrected",
        "calendar_changed": "the school calendar was changed",
        "roster_changed": "the class list was changed",
        "notice_received": "the home explained absence in time",
        "pupil_erased": "the pupil's registrations were erased",
        "transferred": "the pupil changed school",
    },
    lapsed="none any more ({duty})",
    version_of="version {number} of {newest}",
    judged_until="{window}, judged up to and with {day}",
    includes_unexplained="{absence}; absence not explained is included",
    threshold="{comparison} {limit}",
    threshold_of="{comparison} {percent} of the {of}",
    is_reached="{percent} is reached",
    is_reached_after="{percent} is reached after {days} more",
    limit_of="{limit} ({percent} of {school_days})",
    reached={
        "at_least": "{value} is at least {limit}: the threshold is reached",
        "more_than": "{value} is more than {limit}: the threshold is passed",
    },
    not_reached={
        "at_least": "{value} is less than {limit}: the threshold is not reached",
        "more_than": "{value} is not more than {limit}: the threshold is not passed",
    },
    reached_but_over="; but the rule does not hold here: time, pupil or least number of school days is outside it",
    reached_but_unlike="; but the pattern's other conditions, or the rule's, are no longer met",
    mark="{day} {moment}: {category}, {value}; registration {roll_call} of {recorded}",
    total="Together {amount}",
    no_marks="No days count any more.",
    version="Version {number}, {recorded}: {state}, because {reason}. {amount}.",
    gained="Added: {mark}",
    lost="Gone: {mark}",
    replaced="Changed: {mark}, before {before}",
    registered_again="Registered again: {mark}, now in {roll_call}, before in {before}",
    told="Told to {audiences}.",
    told_withdrawn="Withdrawal told to {audiences}.",
    told_nobody="Nobody is told.",
    acknowledged="Version {number} was seen by {audience} {at}",
    acknowledged_until="; holds up to and with {day}",
    not_acknowledged="Nobody has acknowledged it.",
    acknowledgements_unknown="Not in the file.",
    rule_is_newer="The alert was made by {made}; title and duty are those of {known}.",
    rule_is_gone="The rule is no longer in the rule packs; its title and duty are not known.",
)

SENTENCES: dict[Language, Sentences] = {"da": DANISH, "en": ENGLISH}
"""The languages that explanations speak."""
