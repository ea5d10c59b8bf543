"""The options of `naervaer up`: what is remembered from one start to the next."""

from pathlib import Path

from cli.up_options import District


def test_a_start_without_options_goes_on_with_the_last_district(tmp_path: Path) -> None:
    file = tmp_path / "data" / "district.json"
    given = District(pupils=300, speed="max", seed=7)
    assert given.or_remembered(file) == given
    assert District().or_remembered(file) == given


def test_given_options_win_over_what_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "district.json"
    District(pupils=300).or_remembered(file)
    assert District(pupils=400).or_remembered(file) == District(pupils=400)
    assert District().or_remembered(file) == District(pupils=400)


def test_only_given_options_are_passed_on() -> None:
    assert District(pupils=300, seed=7).arguments() == ("--pupils", "300", "--seed", "7")
