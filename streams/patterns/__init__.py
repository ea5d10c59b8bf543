"""Patterns of absence: what the days of a pupil have in common, one pure function of sets of days per file.

Owns the arithmetic of each pattern and the words that explain it. Knows no alert and changes nothing. Parameters come
from a rule pack; `streams.alerts.judge` asks, the lifecycle raises and withdraws as for every other rule.
"""
