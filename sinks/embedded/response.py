"""The answers of the server: headers, content types, errors, exceptions in the middle of a result.

Owns the names of ClickHouse's response headers. It builds aiohttp responses and must not run statements.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from sinks.embedded.errors import ClickHouseError
from sinks.embedded.handle import Counts

_CONTENT_TYPES: Mapping[str, str] = {
    "tabseparated": "text/tab-separated-values; charset=UTF-8",
    "tsv": "text/tab-separated-values; charset=UTF-8",
    "csv": "text/csv; charset=UTF-8; header=absent",
    "csvwithnames": "text/csv; charset=UTF-8; header=present",
    "json": "application/json; charset=UTF-8",
    "jsoncompact": "application/json; charset=UTF-8",
    "jsoneachrow": "application/x-ndjson; charset=UTF-8",
    "jsoncompacteachrow": "application/x-ndjson; charset=UTF-8",
    "native": "application/octet-stream",
    "rowbinary": "application/octet-stream",
    "parquet": "application/octet-stream",
    "arrow": "application/octet-stream",
    "arrowstream": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What every answer says of the server."""

    display_name: str
    timezone: str


def headers(identity: Identity, query_id: str, counts: Counts) -> dict[str, str]:
    """Make the headers of every answer to a statement."""
    return {
        "X-ClickHouse-Server-Display-Name": identity.display_name,
        "X-ClickHouse-Query-Id": query_id,
        "X-ClickHouse-Timezone": identity.timezone,
        "X-ClickHouse-Summary": _summary(counts),
    }


def result_headers(output_format: str, encoding: str) -> dict[str, str]:
    """Make what a statement with a result adds; the client tells a result from none by the format header."""
    content_type = _CONTENT_TYPES.get(output_format.lower(), "text/plain; charset=UTF-8")
    encoded = {"Content-Encoding": encoding} if encoding else {}
    return {"X-ClickHouse-Format": output_format, "Content-Type": content_type} | encoded


def error_response(error: ClickHouseError, identity: Identity, query_id: str) -> web.Response:
    """Answer a statement that failed before anything was sent."""
    fields = headers(identity, query_id, Counts()) | {
        "X-ClickHouse-Exception-Code": str(error.code),
        "Content-Type": "text/plain; charset=UTF-8",
    }
    if error.http_status == 401:
        fields["WWW-Authenticate"] = 'Basic realm="ClickHouse server HTTP API"'
    return web.Response(status=error.http_status, body=f"{error.text}\n".encode(), headers=fields)


def late_error(error: ClickHouseError, tag: str) -> bytes:
    """Make the end of a result that failed on the way: the text between marks with the tag of the response's header."""
    text = f"{error.text}\n".encode()
    return b"\r\n__exception__\r\n%b\r\n%b%d %b\r\n__exception__\r\n" % (tag.encode(), text, len(text), tag.encode())


def _summary(counts: Counts) -> str:
    values = {
        "read_rows": counts.read_rows,
        "read_bytes": counts.read_bytes,
        "written_rows": counts.written_rows,
        "written_bytes": counts.written_bytes,
        "total_rows_to_read": 0,
        "result_rows": counts.result_rows,
        "result_bytes": counts.result_bytes,
        "elapsed_ns": round(counts.elapsed_seconds * 1e9),
    }
    return json.dumps({name: str(value) for name, value in values.items()}, separators=(",", ":"))
