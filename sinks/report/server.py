"""Serves the report page over HTTP.

Owns the process while it serves, and what a reader may ask for; every request asks ClickHouse anew. Called by the
command line.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import cast

from aiohttp import web
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.connection import connect
from sinks.report.figures import Report, read_report
from sinks.report.page import render
from sinks.report.words import WORDS, Language

_LONGEST = 16  # characters of a school year or a code

_log = logging.getLogger("naervaer.report")


class ReportError(Exception):
    """The page cannot be served; the text says why."""


class Pages:
    """Answers readers."""

    def __init__(self, clickhouse: str, titles: Mapping[Language, Mapping[str, str]]) -> None:
        """Read from the ClickHouse at a URL; `titles` are the rules' titles by language and id."""
        self._clickhouse = clickhouse
        self._titles = titles

    async def page(self, request: web.Request) -> web.Response:
        """Answer with the page of a place: parameters `year`, `municipality`, `school` and `lang` (da, en)."""
        asked = request.query
        place = [asked.get(name, "") for name in ("year", "municipality", "school")]
        language = asked.get("lang", "da")
        if language not in WORDS or any(len(word) > _LONGEST for word in place):
            return web.Response(status=400, text="lang is da or en; year, municipality and school are short codes")
        try:
            report = await asyncio.to_thread(self._read, *place)
        except ClickHouseError as error:
            _log.warning("ClickHouse did not answer: %s", type(error).__name__)
            return web.Response(status=503, text="ClickHouse does not answer; try again in a moment")
        chosen = cast("Language", language)
        return web.Response(text=render(report, chosen, self._titles[chosen]), content_type="text/html")

    def _read(self, year: str, municipality: str, school: str) -> Report:
        client = connect(self._clickhouse)
        try:
            return read_report(client, year, municipality, school)
        finally:
            client.close()


def serve(clickhouse: str, titles: Mapping[Language, Mapping[str, str]], host: str, port: int) -> None:
    """Serve the page until SIGTERM or SIGINT. Errors: ReportError when the port is taken."""
    app = web.Application()
    app.router.add_get("/", Pages(clickhouse, titles).page)
    try:
        web.run_app(app, host=host, port=port, print=None, access_log=None)
    except OSError as error:
        raise ReportError(
            f"cannot serve at {host}:{port}: {error.strerror}; choose another port with --port"
        ) from error
