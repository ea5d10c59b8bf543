"""The report page: absence and alerts as sums for people, served as HTML.

Reads the views `report_*` alone, which hide what is about fewer than five pupils. `serve` is the way in.
"""

from sinks.report.server import ReportError, serve
from sinks.report.words import Language

__all__ = ["Language", "ReportError", "serve"]
