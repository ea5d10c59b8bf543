"""The text and data of a request, in order: the query of the URL, then the decoded body.

Owns the reading of the body in pieces: what is refused by its opening is not read to its end. Called by `exchange`.
"""

from collections.abc import AsyncIterator

from aiohttp import web

from sinks.embedded.call import Call
from sinks.embedded.codecs import NativeBlocks, decoder

_OPENING_BYTES = 262_144


class Body:
    """One pass over the request. Errors: those of the codecs."""

    def __init__(self, request: web.Request, call: Call) -> None:
        self._request = request
        self._call = call
        self._pieces = self._read()

    async def opening(self) -> bytes:
        """Read the first 256 KB, as much as ClickHouse parses of a statement, or all there is."""
        opening = bytearray()
        while len(opening) < _OPENING_BYTES and (piece := await anext(self._pieces, b"")):
            opening += piece
        return bytes(opening)

    def rest(self) -> AsyncIterator[bytes]:
        """Read what follows the opening, in pieces."""
        return self._pieces

    async def _read(self) -> AsyncIterator[bytes]:
        if self._call.query:
            yield self._call.query.encode() + b"\n"
        outer = decoder(self._request.headers.get("Content-Encoding", ""))
        inner = NativeBlocks() if self._call.native_compressed_body else decoder("")
        async for sent in self._request.content.iter_any():
            piece = inner.decode(outer.decode(sent))
            if piece:
                yield piece
        outer.finish()
        inner.finish()
