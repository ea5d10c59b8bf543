"""A faulty way to ClickHouse: everything passes through it over HTTP, or goes wrong on purpose.

Owns one port and a thread with an event loop. Used by the installation, between sink and ClickHouse.
"""

import asyncio
from enum import Enum, auto
from http import HTTPStatus
from threading import Event, Thread
from types import TracebackType
from typing import Self

from aiohttp import ClientError, ClientSession, web

from deploy.local.ports import LOOPBACK
from tests.ports import free_port

SLOW_SECONDS = 1.5
CODES = (241, 243, 252, 202)  # memory limit, no space left on the device, too many parts, too many queries


class Mode(Enum):
    """What the way does with a request."""

    PASS = auto()
    REFUSE = auto()
    SLOW = auto()
    ERRORS = auto()
    LOSE_ANSWERS = auto()


class Proxy:
    """A reverse proxy to `target`; `mode` may change at any time.

    `met` counts the requests that met a fault, `refused` the errors of ClickHouse itself.
    """

    def __init__(self, target: str) -> None:
        self.mode = Mode.PASS
        self.met = 0
        self.refused = 0
        self.url = f"http://{LOOPBACK}:{free_port()}"
        self._target = target
        self._ready = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        async with ClientSession(auto_decompress=False) as self._session:
            application = web.Application(client_max_size=1 << 30)
            application.router.add_route("*", "/{path:.*}", self._handle)
            runner = web.AppRunner(application, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, LOOPBACK, int(self.url.rpartition(":")[2])).start()
            self._ready.set()
            await self._ended.wait()
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        mode = self.mode
        self.met += mode is not Mode.PASS
        if mode is Mode.REFUSE:
            return _cut(request)
        if mode is Mode.ERRORS:
            return _refusal(CODES[self.met % len(CODES)])
        if mode is Mode.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        answer = await self._pass(request)
        return _cut(request) if mode is Mode.LOSE_ANSWERS or answer is None else answer

    async def _pass(self, request: web.Request) -> web.Response | None:
        headers = {name: value for name, value in request.headers.items() if name not in ("Host", "Transfer-Encoding")}
        body = await request.read()
        try:
            async with self._session.request(
                request.method, f"{self._target}{request.path_qs}", data=body, headers=headers
            ) as answer:
                self.refused += answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                kept = {k: v for k, v in answer.headers.items() if k not in ("Transfer-Encoding", "Content-Length")}
                return web.Response(status=answer.status, headers=kept, body=await answer.read())
        except ClientError:
            return None


def _refusal(code: int) -> web.Response:
    headers = {"X-ClickHouse-Exception-Code": str(code)}
    return web.Response(status=500, headers=headers, text=f"Code: {code}. DB::Exception: refused on purpose")


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
