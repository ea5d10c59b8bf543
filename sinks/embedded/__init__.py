"""ClickHouse in one process of this machine, behind ClickHouse's own HTTP interface.

For development, tests and small installations: the same HTTP that a ClickHouse server speaks, so there is one way to
it for embedded and real servers. Only `serve` is for others.
"""

from sinks.embedded.server import ServerError, serve

__all__ = ["ServerError", "serve"]
