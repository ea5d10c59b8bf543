"""The figures of docs/patterns.md are counted, not written: the first sample comes out the same again."""

from cli.documentation.false_alarms import PUPILS, SAMPLES, known, patterns, sample


def test_the_first_sample_counts_the_same_again() -> None:
    assert sample(1) == known()["seed 1"], "run make false-alarms"


def test_every_pattern_was_counted_in_every_sample() -> None:
    figures = known()
    assert list(figures) == [f"seed {seed}" for seed in range(1, SAMPLES + 1)]
    for counted in figures.values():
        assert set(counted) == {rule.id for rule in patterns().rules}
        assert all(0 <= pupils <= PUPILS for pupils in counted.values())
