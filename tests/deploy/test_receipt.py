"""What a topic is said to hold, and until when."""

from datetime import timedelta

import pytest

from deploy.receipt import Held, Receipt, Withdrawn, held
from streams.casefile.dossier import names_pupil

NOON, LATER = 1_757_937_600_000, 1_757_941_200_000  # 15 September 2025, 12:00 and 13:00 UTC


def test_a_topic_holds_its_newest_record_until_its_retention_has_ended() -> None:
    assert list(held("t", [LATER, NOON], timedelta(days=31))) == [
        Held("t", 2, "2025-09-15T13:00:00Z", "2025-10-16T13:00:00Z")
    ]


def test_a_topic_without_a_record_is_not_listed() -> None:
    assert list(held("t", [], timedelta(days=31))) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [(b'{"pupil":"p1"}', True), (b'{"pupil": "p1"}', True), (b'{"pupil":"p10"}', False), (b"p1", False), (None, False)],
)
def test_a_message_names_a_pupil_by_the_whole_id(text: bytes | None, *, named: bool) -> None:
    assert names_pupil(text, "p1") is named


def test_the_receipt_is_one_json_object() -> None:
    receipt = Receipt(
        school="280123",
        pupil="p1",
        erasure="e-1",
        requested_at="2025-09-15T12:00:00Z",
        carried_out_at="2025-09-15T12:01:00Z",
        withdrawn=(Withdrawn("a-1", 2, "dk.x", "2025-Q3"),),
        rows={"absences": 0},
        rows_covered_by_the_erasure=0,
        replaced_parts_on_disk=0,
        topics=tuple(held("t", [NOON], timedelta(days=1))),
        changelog_compacted_by="2025-09-22T12:01:00Z",
    )
    assert b'"withdrawn": [\n    {\n      "alert": "a-1"' in receipt.to_json()
