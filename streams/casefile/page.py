"""The case file as a page for people: Danish, one HTML file that needs nothing else, made for A4.

Owns the layout and the wording. Every text that comes from elsewhere is escaped. Pure. Called by `naervaer evidence`.
"""

from collections.abc import Iterator
from datetime import timedelta
from html import escape

from schemas import Alert, AlertState
from streams.casefile.case import CaseFile
from streams.casefile.list_page import list_sections
from streams.casefile.markup import Cell, day, facts, ident, instant, number, section, table
from streams.casefile.registrations import Registration
from streams.casefile.style import STYLE
from streams.explain.terms import SENTENCES
from streams.words.grammar import WORDS

_WORDS = WORDS["da"]
_SAYS = SENTENCES["da"]
_STATUS = {"present": "til stede", "late": "kom for sent", "absent": "fraværende"}
_MOMENTS = {"start": "start", "end": "slut"}
_STANDS = {
    AlertState.RAISED: ("holds", "Grundlaget holder: adviset er rejst."),
    AlertState.CLEARED: ("ended", "Adviset er ophørt: grundlaget holdt, men grænsen er ikke nået længere."),
    AlertState.WITHDRAWN: ("gone", "Grundlaget holder ikke: adviset er trukket tilbage."),
}
_OVER = "Regnestykket er det, som adviset sidst var rejst på (version {number}). Det gælder ikke længere, se forløbet."


def case_page(case: CaseFile) -> str:
    """Return the whole page."""
    blocks = "\n".join(_blocks(case))
    title = escape(f"Sagsbilag {case.newest.id}")
    return (
        f'<!doctype html>\n<html lang="da">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{STYLE}</style>\n</head>\n'
        f"<body>\n{blocks}\n</body>\n</html>\n"
    )


def _blocks(case: CaseFile) -> Iterator[str]:
    yield f'<p class="kind">Sagsbilag til afgørelse om skolefravær</p>\n<h1>{escape(case.title)}</h1>'
    kind, text = _STANDS[case.newest.state]
    until = escape(_WORDS.instant(case.known_until))
    known = f"Opgjort efter alt, hvad skolen har registreret til og med {until}."
    yield f'<p class="stands {kind}">{escape(text)}<br><small>{known}</small></p>'
    yield section("Sagen", facts(_case_facts(case)))
    yield section("Reglen", facts(case.rule))
    yield section("Regnestykket", _sums(case))
    if case.grounds.pupil is None:
        yield from list_sections(case)
        yield section("Skolekalender", _calendar(case))
    else:
        yield section("Registreringer", _registrations(case))
        yield section("Meddelelser fra hjemmet", _notices(case))
        yield section("Skolekalender og indskrivning", f"{_calendar(case)}{_enrolled(case)}")
    yield section("Forløb", _history(case))
    yield section("Kontrol", _proof(case))


def _case_facts(case: CaseFile) -> Iterator[tuple[str, str]]:
    alert = case.grounds
    if alert.pupil is not None:
        yield "Elev", f"{alert.pupil} (navn og CPR-nummer findes kun i skolens eget system)"
    if alert.class_ is not None:
        yield "Klasse", f"{alert.class_}, {alert.grade}. klassetrin"
    yield "Skole", alert.school + (f", kommunekode {case.municipality}" if case.municipality else "")
    window = alert.window
    yield "Periode", _WORDS.interval(window.first, window.after_last - timedelta(days=1))
    yield "Opgjort til og med", _WORDS.day(alert.as_of)
    yield "Opgørelse", _amount(alert)
    yield "Rejst", _WORDS.instant(_raised(case).recorded_at)
    yield "Besked til", _WORDS.audiences(alert.audiences) if alert.audiences else "ingen"


def _raised(case: CaseFile) -> Alert:
    crossed = (each for each in reversed(case.versions) if each.reason == "threshold_crossed")
    return next(crossed, case.grounds)


def _amount(alert: Alert) -> str:
    measure = alert.measure
    amount = _WORDS.units(measure.value, measure.unit)
    if measure.of is None or measure.school_days is None:
        return amount
    return f"{amount} {_WORDS.share(measure.school_days, measure.of, measure.percent)}"


def _sums(case: CaseFile) -> str:
    rows = (
        (
            *(day(each.date), _MOMENTS[each.moment], escape(_WORDS.terms.categories[each.category])),
            *(number(each.value), number(each.so_far), ident(each.roll_call)),
        )
        for each in case.sums.counted
    )
    heads = ("dag", "moment", "fravær", "dage", "i alt", "registrering")
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in case.sums.lines)
    told = escape(_OVER.format(number=case.grounds.version))
    note = "" if case.newest.state is AlertState.RAISED else f"<p>{told}</p>\n"
    counted = table(heads, rows) if case.sums.counted else ""
    return f"{note}{counted}<ol>\n{lines}</ol>\n"


def _registrations(case: CaseFile) -> str:
    rows = [_registration(each, case.grounds.school) for each in case.registrations]
    heads = ("dag", "moment", "registreret", "som", "klasse", "id", "gælder")
    listed = table(heads, rows, overruled={n for n, each in enumerate(case.registrations) if not each.holds})
    days = f"{case.other_days} {'anden dag' if case.other_days == 1 else 'andre dage'}"
    return (
        "<p>Alle registreringer af dage, hvor mindst én siger fravær eller for sent. De gennemstregede er afløst af en "
        f"nyere. På {days} i perioden er eleven registreret som til stede hele tiden.</p>\n{listed}"
    )


def _registration(each: Registration, school: str) -> tuple[Cell, ...]:
    class_ = each.class_ if each.school == school else f"{each.class_} på skole {each.school}"
    status = "til stede (ikke på listen over fraværende)" if each.is_implied else _STATUS[each.status]
    if each.status == "absent":
        status = _WORDS.terms.categories[each.category] if each.category else "fravær uden oplyst årsag"
    holds = "ja" if each.holds else "nej"
    if each.holds and each.counts_as and each.counts_as != (each.category or "unexplained"):
        holds = f"ja, som {_WORDS.terms.categories[each.counts_as]}, meddelt hjemmefra"
    if each.holds and not each.is_school_day:
        holds = "nej, ikke en skoledag"
    return (
        *(day(each.date), _MOMENTS[each.moment], instant(each.recorded_at)),
        *(escape(status), escape(class_), ident(each.roll_call), escape(holds)),
    )


def _notices(case: CaseFile) -> str:
    if not case.notices:
        return "<p>Ingen, som vedrører perioden.</p>\n"
    rows = (
        (
            escape(_WORDS.interval(each.first, each.after_last - timedelta(days=1))),
            escape(_WORDS.terms.categories[each.category]),
            instant(each.received_at),
            ident(each.id),
        )
        for each in case.notices
    )
    return table(("dage", "årsag", "modtaget", "id"), rows)


def _enrolled(case: CaseFile) -> str:
    enrolled = "".join(
        f"<li>Indskrevet i {escape(each.class_)} ({each.grade}. klassetrin) fra {escape(_WORDS.day(each.first))} "
        f"til {escape(_WORDS.day(each.after_last))} (ikke med)</li>\n"
        for each in case.enrolled
    )
    return f"<ul>\n{enrolled}</ul>\n" if enrolled else "<p>Ingen klasseliste nævner eleven.</p>\n"


def _calendar(case: CaseFile) -> str:
    calendar = case.calendar
    if calendar is None:
        return "<p>Ingen skolekalender.</p>\n"
    rows = [
        (escape(_WORDS.interval(off.first, off.after_last - timedelta(days=1))), escape(off.name or ""), whose)
        for days, whose in ((calendar.days_off, "skolen"), (calendar.class_days_off, "klassen"))
        for off in days
    ]
    made = escape(f"{calendar.id} for {calendar.school_year}, af {_WORDS.instant(calendar.recorded_at)}")
    off_table = table(("fridage i perioden", "navn", "gælder"), rows) if rows else "<p>Ingen fridage i perioden.</p>\n"
    return f"<p>Kalender {made}.</p>\n{off_table}"


def _history(case: CaseFile) -> str:
    rows = (
        (
            *(str(each.version), instant(each.recorded_at), escape(_SAYS.states[each.state])),
            *(escape(_SAYS.reasons[each.reason]), escape(_amount(each))),
        )
        for each in case.versions
    )
    return table(("version", "tid", "status", "fordi", "opgjort"), rows)


def _proof(case: CaseFile) -> str:
    sums = (
        ("Advis", case.newest.id),
        ("Kontrolsum for beviset", case.grounds.evidence_sha256),
        ("Kontrolsum for bilaget", case.sha256),
    )
    return (
        f"{facts(sums)}<p>Bilaget er beregnet af de registrerede hændelser alene. <code>naervaer evidence --verify"
        "</code> beregner det igen og siger, om det stadig holder.</p>\n"
    )
