"""Whether a server answers, asked over HTTP with the standard library."""

import ssl
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

ANSWER_SECONDS = 2.0


def page(url: str, ca: str | None = None) -> str | None:
    """Give the text of a page, or None when nobody serves it; `ca`: PEM file of an authority of one's own."""
    try:
        with urlopen(url, timeout=ANSWER_SECONDS, context=_context(ca)) as answer:  # noqa: S310 - http by its maker
            return str(answer.read().decode())
    except (URLError, OSError, TimeoutError):
        return None


def clickhouse_answers(url: str) -> bool:
    """Tell whether a ClickHouse answers at the URL; its user and password are not sent."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    (ca,) = parse_qs(parts.query).get("ca_cert", [None])
    return page(f"{parts.scheme}://{host}/ping", ca) == "Ok.\n"


def _context(ca: str | None) -> ssl.SSLContext | None:
    return ssl.create_default_context(cafile=ca) if ca else None
