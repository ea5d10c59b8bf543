"""Small valid messages for the tests of the command line."""


def roll_call(school: str = "280123", **overrides: object) -> dict[str, object]:
    """Give a roll call of one pupil."""
    return {
        "id": "rc-1",
        "school": school,
        "class": "5A",
        "grade": 5,
        "date": "2025-09-15",
        "moment": "start",
        "recorded_at": "2025-09-15T08:05:00+02:00",
        "entries": [{"pupil": "p1", "status": "absent", "category": "unlawful"}],
        **overrides,
    }


def tick(partition: int) -> dict[str, object]:
    """Give a clock tick for a partition."""
    return {
        "id": f"tick-{partition}",
        "school": None,
        "partition": partition,
        "at": "2025-09-15T08:30:00+02:00",
        "local_date": "2025-09-15",
        "deadline": "start",
    }
