"""Whether a server answers, asked over HTTP with the standard library."""

from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

ANSWER_SECONDS = 2.0


def page(url: str) -> str | None:
    """Give the text of a page, or None when nobody serves it."""
    try:
        with urlopen(url, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - the URL is http by its maker
            return str(answer.read().decode())
    except (URLError, OSError, TimeoutError):
        return None


def clickhouse_answers(url: str) -> bool:
    """Tell whether a ClickHouse answers at the URL; its user and password are not sent."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return page(f"{parts.scheme}://{host}/ping") == "Ok.\n"
