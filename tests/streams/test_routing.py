"""The partition of a school is the one the Java client, and so every producer, would choose."""

import random

import pytest
from kafka.partitioner.default import murmur2 as reference

from streams.routing import murmur2, partition_of


@pytest.mark.parametrize("length", range(13))
def test_the_hash_is_that_of_kafka_python_for_every_length_of_key(length: int) -> None:
    for seed in range(50):
        data = random.Random(seed).randbytes(length)  # noqa: S311
        assert murmur2(data) == reference(data) & 0xFFFFFFFF


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("21", -973932308),
        ("foobar", -790332482),
        ("a-little-bit-long-string", -985981536),
        ("a-little-bit-longer-string", -1486304829),
        ("abc", 479470107),
    ],
)
def test_the_hash_is_that_of_kafkas_own_test_vectors(text: str, signed: int) -> None:
    assert murmur2(text.encode()) == signed & 0xFFFFFFFF


def test_a_school_lives_where_the_sign_bit_is_left_out() -> None:
    assert partition_of("abc", 12) == 479470107 % 12
    assert partition_of("21", 12) == (-973932308 & 0x7FFFFFFF) % 12
