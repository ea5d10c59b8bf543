"""The texts of notifications, as they leave the pipeline."""

from schemas import Notification
from tests.explain.school import calendar, outcomes, registration, roster, six_days_one_corrected


def told(lines: list[bytes], rule: str) -> list[Notification]:
    found = [note for outcome in outcomes(lines) for note in outcome.notifications if note.alert.rule == rule]
    audience = found[0].audience
    return [note for note in found if note.audience == audience]


def test_one_day_is_told_in_the_singular() -> None:
    (note,) = told([calendar(), registration("rc-1", "2025-09-15", "absent")], "dk.unlawful.day")
    assert note.text.da == (
        "Elev p1 i 5B: 1 dags ulovligt fravær den 15. september 2025. "
        "Skolen retter straks henvendelse til forældrene for at afdække årsagen til fraværet. "
        "Kilde: BEK nr 1063 af 24/10/2019."
    )
    assert note.text.en.startswith(
        "Pupil p1 in 5B: 1 day of unlawful absence on 15 September 2025. The school contacts"
    )


def test_a_percentage_names_its_school_days_and_its_period() -> None:
    raised, withdrawn = told(six_days_one_corrected(), "dk.unlawful.quarter.15")
    assert raised.text.da == (
        "Elev p1 i 5B: 6 dages ulovligt fravær af 37 planlagte skoledage (16,2 %) "
        "i perioden 1. juli til 22. september 2025. "
        "Skolens leder underretter kommunalbestyrelsen. Kilde: BEK nr 1063 af 24/10/2019."
    )
    assert withdrawn.text.da == (
        "Trukket tilbage: Ulovligt fravær 15 % i kvartalet gælder ikke længere for elev p1 i 5B. "
        "Nu opgjort: 5 dages ulovligt fravær af 37 planlagte skoledage (13,5 %) "
        "i perioden 1. juli til 22. september 2025. Der skal ikke gøres mere på dette grundlag."
    )
    assert withdrawn.text.en == (
        "Withdrawn: Unlawful absence 15 % of the quarter no longer holds for pupil p1 in 5B. "
        "Counted now: 5 days of unlawful absence of 37 planned school days (13.5 %) "
        "in the period 1 July to 22 September 2025. Nothing more is to be done on these grounds."
    )


def test_half_days_take_a_decimal_comma() -> None:
    lines = [calendar(), roster("400")]
    for number, day in enumerate(["2025-09-15", "2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19"]):
        for moment in ("start", "end"):
            given = {"class": "8A", "grade": 8, "moment": moment, "category": "sickness"}
            lines.append(registration(f"rc-{number}-{moment}", day, "absent", **given))
    (note,) = told(lines, "bornholm.run5")
    assert note.text.da.startswith("Elev p1 i 8A: 5 dages fravær i perioden 15. september til 19. september 2025. ")


def test_episodes_are_counted_as_episodes() -> None:
    days = [f"2025-09-{day:02}" for day in range(1, 11) if day not in {6, 7}] + ["2025-09-11", "2025-09-12"]
    lines = [calendar(), roster("101")]
    lines += [
        registration(f"rc-{number}", day, "present" if number % 2 else "absent") for number, day in enumerate(days)
    ]
    (note,) = told(lines, "norrebro.episodes5")
    assert note.text.da.startswith("Elev p1 i 5B: 5 fraværsperioder i perioden ")
