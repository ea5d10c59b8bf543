"""A longer search for disagreements: `pytest tests/oracle --hypothesis-profile=long`."""

from hypothesis import settings

settings.register_profile("long", max_examples=2000, derandomize=False)
