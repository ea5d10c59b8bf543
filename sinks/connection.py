"""The one way to ClickHouse: HTTP by clickhouse_connect, to embedded and real servers alike.

Owns the options of the client. Called by the migrations and the writer.
"""

from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client

_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 60


def connect(url: str) -> Client:
    """Connect to the ClickHouse at `url` (http or https://user:password@host:port).

    Statements name their database themselves. Without a session of its own, since a session serves one statement at a
    time. Errors: OperationalError when nobody answers, DatabaseError when the user is refused.
    """
    return clickhouse_connect.get_client(
        dsn=url,
        secure=urlsplit(url).scheme == "https",  # the client itself goes by the port, not by what the URL says
        autogenerate_session_id=False,
        connect_timeout=_CONNECT_SECONDS,
        send_receive_timeout=_ANSWER_SECONDS,
        query_retries=0,
    )
