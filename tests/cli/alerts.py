"""An alert for the tests of what people see."""

import json
from collections.abc import Mapping

from schemas import Alert


def alert(measure: Mapping[str, object] | None = None) -> Alert:
    """Give an alert of 6.5 unlawful days in a quarter, with some numbers of its measure replaced."""
    message = {
        "id": "0f5e1a52-6f8e-5f4e-9a3b-7d6c5b4a3928",
        "version": 1,
        "state": "raised",
        "reason": "threshold_crossed",
        "rule": "dk.unlawful.quarter.15",
        "rule_version": "dk-national@2025-08-01",
        "source": "BEK nr 1063 af 24/10/2019",
        "subject": "pupil",
        "school": "280123",
        "class": "7B",
        "grade": 7,
        "pupil": "p1",
        "window": {"kind": "calendar_quarter", "key": "2025-Q3", "first": "2025-07-01", "after_last": "2025-10-01"},
        "measure": {
            "unit": "days",
            "value": 6.5,
            "school_days": 37,
            "percent": "17.5",
            "of": "planned_school_days",
            "threshold": "15",
            "comparison": "at_least",
            **(measure or {}),
        },
        "as_of": "2025-09-22",
        "recorded_at": "2025-09-22T06:05:00Z",
        "calendar": "cal-1",
        "audiences": ["principal", "municipality"],
        "evidence": [],
        "evidence_sha256": "0" * 64,
    }
    return Alert.model_validate_json(json.dumps(message))
