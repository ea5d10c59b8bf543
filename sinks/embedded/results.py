"""Results on their way to the client: whole, or block by block while the engine makes them.

Owns the choice between the two and the compression. It must not prepare or judge statements. Called by `exchange`.
"""

import secrets

from aiohttp import web

from sinks.embedded.call import Call
from sinks.embedded.codecs import accepted_encoding, encoder
from sinks.embedded.connection import Connection, Stream
from sinks.embedded.errors import ClickHouseError
from sinks.embedded.handle import Counts
from sinks.embedded.prepare import Prepared, cancellation_tag
from sinks.embedded.response import Identity, headers, late_error, result_headers
from sinks.embedded.threads import Threads

# Formats whose blocks may follow one another without a common head and foot.
_STREAMED = frozenset(("native", "tabseparated", "tsv", "csv", "rowbinary", "jsoneachrow", "jsoncompacteachrow"))


class Results:
    """Runs a query and sends what it gives."""

    def __init__(self, threads: Threads, identity: Identity) -> None:
        self._threads = threads
        self._identity = identity

    async def send(
        self, request: web.Request, call: Call, connection: Connection, prepared: Prepared
    ) -> web.StreamResponse:
        """Send the result; wait_end_of_query holds it back until the end, so that no error comes late."""
        if call.waits_for_end or not _can_stream(call, prepared):
            return await self._whole(request, call, connection, prepared)
        stream = await self._threads.run(connection.stream, prepared.text, call.default_format, call.parameters)
        finished = False
        try:
            first = await self._threads.run_tagged(cancellation_tag(call), stream.fetch)
            response = await self._blocks(request, call, prepared, stream, first)
            finished = True
        finally:
            if not finished:
                await self._threads.run(stream.cancel)
        return response

    async def _whole(
        self, request: web.Request, call: Call, connection: Connection, prepared: Prepared
    ) -> web.StreamResponse:
        """Run to the end, then answer. What is no query and gave nothing has no format to name."""
        tag = cancellation_tag(call) if prepared.only_reads else ""
        answer = await self._threads.run_tagged(
            tag, connection.query, prepared.text, call.default_format, call.parameters
        )
        fields = headers(self._identity, call.query_id, answer.counts)
        if not answer.body and not prepared.only_reads:
            return web.Response(headers=fields)
        encoding = _encoding(request, call)
        fields |= result_headers(prepared.output_format(call), encoding)
        return web.Response(body=await self._threads.run(_encoded, encoding, answer.body), headers=fields)

    async def _blocks(
        self, request: web.Request, call: Call, prepared: Prepared, stream: Stream, block: bytes | None
    ) -> web.StreamResponse:
        encoding, tag = _encoding(request, call), secrets.token_hex(8)
        fields = headers(self._identity, call.query_id, Counts()) | {"X-ClickHouse-Exception-Tag": tag}
        response = web.StreamResponse(headers=fields | result_headers(prepared.output_format(call), encoding))
        await response.prepare(request)
        frame = encoder(encoding)
        try:
            while block is not None:
                await response.write(await self._threads.run(frame.encode, block))
                block = await self._threads.run_tagged(cancellation_tag(call), stream.fetch)
        except ClickHouseError as error:
            await response.write(frame.encode(late_error(error, tag)))
        await response.write(frame.finish())
        return response  # its end is sent when the session is free again: the client's next call may come at once


def _can_stream(call: Call, prepared: Prepared) -> bool:
    return (
        prepared.only_reads
        and prepared.statement.words[:1] in (("SELECT",), ("WITH",))
        and prepared.output_format(call).lower() in _STREAMED
        and b"json_array_of_rows" not in prepared.text
        and "output_format_json_array_of_rows" not in call.settings
    )


def _encoding(request: web.Request, call: Call) -> str:
    wanted = call.settings.get("enable_http_compression", "1") in ("1", "true")
    return accepted_encoding(request.headers.get("Accept-Encoding", "")) if wanted else ""


def _encoded(encoding: str, body: bytes) -> bytes:
    frame = encoder(encoding)
    return frame.encode(body) + frame.finish()
