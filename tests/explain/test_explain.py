"""Explanations: whole texts checked by hand, and one row per thing that may be missing or different."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from schemas import AcknowledgementRow, Alert
from streams.explain.alert import Story, explain
from streams.words.history import in_order, version_of_alert
from tests.explain.school import alerts, calendar, registration, roster, rule, six_days_one_corrected

WITHDRAWN_DA = """\
Ulovligt fravær 15 % i kvartalet
Elev p1 i 5B (5. klassetrin), skole 280123

Status      trukket tilbage (version 2 af 2)
Regel       dk.unlawful.quarter.15, dk-national@2025-08-01
Kilde       BEK nr 1063 af 24/10/2019
Pligt       bortfaldet (Skolens leder underretter kommunalbestyrelsen)
Periode     3. kvartal 2025, opgjort til og med 22. september 2025
Opgørelse   5 dages ulovligt fravær af 37 planlagte skoledage (13,5 %)
Tæller      ulovligt fravær; fravær uden oplyst årsag tæller med
Grænse      mindst 15 % af de planlagte skoledage. 5 dage er mindre end 5,55 dage (15 % af 37 planlagte skoledage): \
grænsen er ikke nået.
Prognose    10 % er nået; 15 % nås efter yderligere 1 dag.

Dage, der tæller
  15. september 2025 ved skoledagens start: ulovligt fravær, 1 dag; registrering rc-1 af 15. september 2025 kl. 08.05
  17. september 2025 ved skoledagens start: fravær uden oplyst årsag (tæller som ulovligt), 1 dag; \
registrering rc-3 af 17. september 2025 kl. 08.05
  18. september 2025 ved skoledagens start: ulovligt fravær, 1 dag; registrering rc-4 af 18. september 2025 kl. 08.05
  19. september 2025 ved skoledagens start: ulovligt fravær, 1 dag; registrering rc-5 af 19. september 2025 kl. 08.05
  22. september 2025 ved skoledagens start: ulovligt fravær, 1 dag; registrering rc-6 af 22. september 2025 kl. 08.05
  I alt 5 dage

Forløb
  Version 1, 22. september 2025 kl. 08.05: rejst, fordi grænsen blev nået. \
6 dages ulovligt fravær af 37 planlagte skoledage (16,2 %).
    Besked til skolens leder og kommunen.
  Version 2, 23. september 2025 kl. 09.00: trukket tilbage, fordi en registrering blev rettet. \
5 dages ulovligt fravær af 37 planlagte skoledage (13,5 %).
    Faldt bort: 16. september 2025 ved skoledagens start, ulovligt fravær, 1 dag
    Besked om tilbagetrækning til skolens leder og kommunen.

Kvitteringer
  Står ikke i filen.
"""

ACKNOWLEDGED = AcknowledgementRow(
    id="ack-1",
    school="280123",
    alert="a",
    version=1,
    by="principal",
    at=datetime(2025, 9, 22, 10, 0, tzinfo=UTC),
    until=date(2025, 10, 1),
    deleted=False,
)


def story(told: list[Alert]) -> Story:
    return Story(in_order(map(version_of_alert, told)), rule(told[0].rule), None)


def withdrawn() -> Story:
    return story(alerts(six_days_one_corrected(), "dk.unlawful.quarter.15"))


def test_a_withdrawn_alert_is_explained_in_danish() -> None:
    assert explain(withdrawn(), "da") == WITHDRAWN_DA


@pytest.mark.parametrize(
    "text",
    [
        "Pupil p1 in 5B (grade 5), school 280123\n",
        "State       withdrawn (version 2 of 2)\n",
        "Window      quarter 3 of 2025, judged up to and with 22 September 2025\n",
        "Threshold   at least 15 % of the planned school days. 5 days is less than 5.55 days "
        "(15 % of 37 planned school days): the threshold is not reached.\n",
        "    Gone: 16 September 2025 at the start of the school day, unlawful absence, 1 day\n",
        "    Withdrawal told to the principal and the municipality.\n",
    ],
)
def test_the_same_is_said_in_english(text: str) -> None:
    assert text in explain(withdrawn(), "en")


def test_a_version_told_twice_is_explained_once() -> None:
    told = alerts(six_days_one_corrected(), "dk.unlawful.quarter.15")
    assert explain(story([*reversed(told), *told]), "da") == WITHDRAWN_DA


def test_a_day_registered_again_names_both_roll_calls() -> None:
    again = registration("rc-8", "2025-09-15", "absent", category="unlawful", recorded_at="2025-09-24T09:00:00+02:00")
    text = explain(story(alerts([*six_days_one_corrected(), again], "dk.unlawful.quarter.10")), "da")
    line = "15. september 2025 ved skoledagens start, ulovligt fravær, 1 dag, nu i rc-8, før i rc-1\n"
    assert f"    Registreret igen: {line}" in text
    assert "Version 5, 24. september 2025 kl. 09.00: stadig rejst, fordi grundlaget ændrede sig." in text


def test_a_new_category_of_a_day_is_a_change() -> None:
    explained = registration(
        "rc-8", "2025-09-17", "absent", category="unlawful", recorded_at="2025-09-24T09:00:00+02:00"
    )
    text = explain(story(alerts([*six_days_one_corrected(), explained], "dk.unlawful.quarter.10")), "da")
    changed = "17. september 2025 ved skoledagens start, ulovligt fravær, 1 dag"
    assert f"Ændret: {changed}, før fravær uden oplyst årsag (tæller som ulovligt), 1 dag\n" in text


def test_a_run_ends_with_the_day_at_school() -> None:
    days = ["2025-09-15", "2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19"]
    lines = [calendar(), roster("400")]
    lines += [registration(f"rc-{number}", day, "absent", category="sickness") for number, day in enumerate(days)]
    told = alerts([*lines, registration("rc-9", "2025-09-22", "present")], "bornholm.run5")

    raised = explain(story(told[:1]), "da")
    assert "Periode     sammenhængende fravær: 15. september til 19. september 2025\n" in raised
    assert "Tæller      fravær; fravær uden oplyst årsag tæller med\n" in raised
    assert "Grænse      mindst 5 dage. 5 dage er mindst 5 dage: grænsen er nået.\n" in raised

    cleared = explain(story(told), "da")
    assert "Periode     sammenhængende fravær, opgjort til og med 22. september 2025\n" in cleared
    assert "Status      ophørt (version 2 af 2)\n" in cleared
    assert "ophørt, fordi eleven var i skole igen. 0 dages fravær.\n" in cleared
    assert cleared.count("Besked") == 1, "nobody is told of an end"


def test_acknowledgements_name_who_and_until_when() -> None:
    known = replace(withdrawn(), acknowledgements=(ACKNOWLEDGED, ACKNOWLEDGED._replace(version=2, until=None)))
    text = explain(known, "da")
    assert (
        "Version 1 er set af skolens leder 22. september 2025 kl. 12.00; gælder til og med 30. september 2025.\n"
        in text
    )
    assert "Version 2 er set af skolens leder 22. september 2025 kl. 12.00.\n" in text


def test_without_acknowledgements_nobody_has_seen_it() -> None:
    assert explain(replace(withdrawn(), acknowledgements=()), "en").endswith("  Nobody has acknowledged it.\n")


def test_a_rule_that_is_gone_is_said_to_be_gone() -> None:
    text = explain(replace(withdrawn(), rule=None), "da")
    assert text.startswith("dk.unlawful.quarter.15\nElev p1")
    assert "dk-national@2025-08-01. Reglen findes ikke længere i regelpakkerne; titel og pligt kendes ikke.\n" in text
    assert "Pligt" not in text


def test_a_rule_that_changed_since_is_said_to_have_changed() -> None:
    later = replace(rule("dk.unlawful.quarter.15"), pack_version=date(2026, 8, 1))
    text = explain(replace(withdrawn(), rule=later), "en")
    assert "The alert was made by dk-national@2025-08-01; title and duty are those of dk-national@2026-08-01.\n" in text


def test_a_statistic_tells_nobody() -> None:
    days = [f"2025-{month:02}-{day:02}" for month in (9, 10) for day in range(1, 32) if (month, day) != (9, 31)]
    school_days = [day for day in days if date.fromisoformat(day).weekday() < 5][:24]
    lines = [registration(f"rc-{n}", day, "absent", category="leave") for n, day in enumerate(school_days)]
    text = explain(story(alerts([calendar(), *lines], "dk.total.year.10")), "da")
    assert "    Ingen får besked.\n" in text
    assert "Grænse      mere end 10 % af de planlagte skoledage. 24 dage er mere end 23 dage " in text


def test_a_limit_still_reached_by_a_withdrawn_alert_is_not_left_unexplained() -> None:
    lines = [calendar(), roster("400")]
    days = ["2025-09-15", "2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19"]
    lines += [registration(f"rc-{number}", day, "absent", category="sickness") for number, day in enumerate(days)]
    moved = roster("101").replace(b"2025-08-01T", b"2025-10-01T")
    text = explain(story(alerts([*lines, moved], "bornholm.run5")), "da")
    assert "trukket tilbage, fordi klasselisten blev ændret." in text
    assert (
        "grænsen er nået; men reglen gælder ikke her: tid, elev eller mindste antal skoledage er uden for den.\n"
        in text
    )
