"""Tests of the pure core beside the agreement with the oracle."""
