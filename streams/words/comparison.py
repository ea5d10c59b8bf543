"""The exact comparison behind an alert: two whole numbers, and how they are written down.

Pure; nothing is rounded. Used where a person checks the arithmetic by hand.
"""

from dataclasses import dataclass
from fractions import Fraction

from schemas import Measure
from streams.law.rule import Comparison, Unit

_OPPOSITE = {"≥": "<", ">": "≤"}


@dataclass(frozen=True)
class Compared:
    """What was counted (half days of absence, else as it is) against the threshold, both as whole numbers.

    `left` is `scale` times `counted`, `right` is `threshold` times `school_days`; without a percentage both are 1.
    """

    counted: int
    scale: int
    threshold: int
    school_days: int
    is_more: bool

    @property
    def left(self) -> int:
        """What is compared."""
        return self.scale * self.counted

    @property
    def right(self) -> int:
        """What it is compared with."""
        return self.threshold * self.school_days

    @property
    def is_reached(self) -> bool:
        """Whether the rule speaks by these numbers."""
        return self.left > self.right if self.is_more else self.left >= self.right

    @property
    def sign(self) -> str:
        """How the two numbers stand to each other, seen from the comparison that the rule asks for."""
        asked = ">" if self.is_more else "≥"
        return asked if self.is_reached else _OPPOSITE[asked]

    def line(self) -> str:
        """Return the comparison as one line: "100 · 12 = 1200 ≥ 1110 = 30 · 37", or "h = 10 ≥ 10" without percent."""
        if self.scale == self.school_days == 1:
            return f"{self.left} {self.sign} {self.right}"
        return (
            f"{self.scale} · {self.counted} = {self.left} {self.sign} "
            f"{self.right} = {self.threshold} · {self.school_days}"
        )


def compared(measure: Measure) -> Compared:
    """Return the comparison that a measure of an alert tells of."""
    factor = 2 if measure.unit == Unit.DAYS else 1
    threshold = Fraction(measure.threshold) * factor
    scale, school_days = (1, 1) if measure.of is None else (100, measure.school_days or 0)
    return Compared(
        counted=int(Fraction(measure.value) * factor),
        scale=scale * threshold.denominator,
        threshold=threshold.numerator,
        school_days=school_days,
        is_more=measure.comparison == Comparison.MORE_THAN,
    )
