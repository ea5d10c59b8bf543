"""A broker and workers for these tests alone."""

from tests.badinput.conftest import bootstrap, school_system, start_worker

__all__ = ["bootstrap", "school_system", "start_worker"]
