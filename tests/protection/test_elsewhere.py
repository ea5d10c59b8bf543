"""Where else a pupil is known: what transfers link, and that an erasure tells of it."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.elsewhere import KnownAs, linked
from deploy.topics import create_topics
from schemas import TRANSFERS, Transfer, encode
from sources.publisher import Publisher


def transfer(old: str, pupil: str, new: str, to_pupil: str | None = None) -> Transfer:
    return Transfer.model_validate(
        {
            "id": f"t-{old}-{new}-{pupil}",
            "school": old,
            "pupil": pupil,
            "to_school": new,
            "to_pupil": to_pupil,
            "date": "2026-01-05",
            "recorded_at": "2025-12-20T12:00:00+01:00",
        }
    )


A, B, C = "280001", "280002", "280003"


@pytest.mark.parametrize(
    ("transfers", "found"),
    [
        pytest.param([], [], id="nobody was transferred"),
        pytest.param([transfer(A, "p1", B)], [(B, "p1")], id="who left is known at the new school under the same id"),
        pytest.param([transfer(A, "p1", B, "q1")], [(B, "q1")], id="or under another one"),
        pytest.param([transfer(B, "q1", A, "p1")], [(B, "q1")], id="who came is known at the old school"),
        pytest.param([transfer(B, "p1", C), transfer(A, "p1", B)], [(B, "p1"), (C, "p1")], id="over several schools"),
        pytest.param([transfer(A, "p2", B), transfer(C, "p1", B, "p2")], [], id="another pupil's are not told"),
        pytest.param([transfer(A, "p1", B), transfer(B, "p1", A)], [(B, "p1")], id="who came back is known at both"),
    ],
)
def test_what_transfers_link(transfers: list[Transfer], found: list[tuple[str, str]]) -> None:
    assert linked(transfers, KnownAs(A, "p1")) == tuple(KnownAs(*each) for each in found)


SOMEBODY = (st.sampled_from([A, B, C]), st.sampled_from(["p1", "p2"]))


@given(st.lists(st.builds(transfer, *SOMEBODY, *SOMEBODY)))
def test_whoever_is_linked_with_somebody_is_so_the_other_way_round(transfers: list[Transfer]) -> None:
    there = KnownAs(A, "p1")
    assert all(there in linked(transfers, other) for other in linked(transfers, there))


@pytest.mark.integration
def test_an_erasure_tells_which_other_schools_know_the_pupil(own_kafka: str) -> None:
    create_topics(own_kafka, 2)
    with Publisher(own_kafka) as publisher:
        publisher.publish(TRANSFERS, encode(transfer(A, "p1", B, "q1")))
    command = [sys.executable, "-m", "cli", "erase", A, "p1"]
    given = {**os.environ, "NAERVAER_KAFKA": own_kafka}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == [f"not erased by this: school {B} knows the pupil as q1, by a transfer"]
