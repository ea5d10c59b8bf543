"""A threshold is exactly the number that stands in the pack, and is shown in its shortest decimal form."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml.nodes import Node

from streams.law.fields import decimal
from streams.law.yaml_text import compose


@pytest.mark.parametrize(
    ("literal", "amount", "text"),
    [
        ("15", Fraction(15), "15"),
        ("15.0", Fraction(15), "15"),
        ("7.5", Fraction(15, 2), "7.5"),
        ("7.50", Fraction(15, 2), "7.5"),
        ("0.1", Fraction(1, 10), "0.1"),
        ("+5", Fraction(5), "5"),
        ("007", Fraction(7), "7"),
        ("100", Fraction(100), "100"),
        ("5.", Fraction(5), "5"),
        (".5", Fraction(1, 2), "0.5"),
        ("0", Fraction(0), "0"),
        ("-0.0", Fraction(0), "0"),
        ("8.333333333", Fraction(8333333333, 10**9), "8.333333333"),
    ],
)
def test_a_literal_is_read_exactly(literal: str, amount: Fraction, text: str) -> None:
    assert decimal(_scalar(literal)) == (amount, text)


@given(whole=st.integers(0, 999_999_999), digits=st.text("0123456789", max_size=9), sign=st.sampled_from(["", "+"]))
@example(whole=0, digits="1", sign="")
@example(whole=999_999_999, digits="999999999", sign="")
def test_no_digit_is_lost_or_added(whole: int, digits: str, sign: str) -> None:
    amount, text = decimal(_scalar(f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"))
    assert amount * 10 ** len(digits) == int(f"{whole}{digits}")
    assert Fraction(text) == amount
    assert text == text.strip("+ ")
    assert "." not in text or not text.endswith(("0", "."))


@given(st.fractions(0, 1000).map(lambda share: Fraction(int(share * 1000), 1000)))
def test_what_is_shown_reads_back_as_the_same_threshold(amount: Fraction) -> None:
    read, text = decimal(_scalar(f"{float(amount):.3f}"))
    assert read == amount
    assert decimal(_scalar(text)) == (read, text)


def _scalar(literal: str) -> Node:
    return compose(literal.encode())
