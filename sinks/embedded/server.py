"""The embedded ClickHouse server: one directory behind ClickHouse's HTTP interface on the loopback address.

Owns the life of the process's engine: lock, start, stop by SIGTERM or SIGINT. `serve` is called by the command line
(`python -m sinks.embedded DIRECTORY PORT`) and by whoever starts the local parts, in a process of its own.
"""

import asyncio
import fcntl
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TextIO

from aiohttp import web

from sinks.embedded.engine import Engine
from sinks.embedded.errors import ClickHouseError
from sinks.embedded.exchange import Exchange
from sinks.embedded.prepare import Preparation
from sinks.embedded.response import Identity
from sinks.embedded.sessions import Sessions
from sinks.embedded.threads import Threads

_HOST = "127.0.0.1"
_DISPLAY_NAME = "naervaer"
_READ_BUFFER_BYTES = 1 << 20
_SHUTDOWN_SECONDS = 2.0


class ServerError(Exception):
    """The server cannot start: the directory is in use or broken, or the port is taken. The text says which."""


def serve(directory: Path, port: int) -> None:
    """Serve `directory` (made when missing) on 127.0.0.1:`port` until SIGTERM or SIGINT. Errors: ServerError.

    The directory belongs to one process; everything in it is safe once an INSERT was answered, whatever happens then.
    """
    with _owned(directory):
        asyncio.run(_serve(directory / "clickhouse", port))


@contextmanager
def _owned(directory: Path) -> Iterator[None]:
    """Hold the directory; the lock goes with the process, however it ends."""
    with _lock_file(directory) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            message = f"{directory} is in use by process {lock.read().strip()}: stop it or choose another directory"
            raise ServerError(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _lock_file(directory: Path) -> TextIO:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return (directory / "owner.pid").open("a+")
    except OSError as error:
        raise ServerError(f"ClickHouse cannot use {directory}: {error}") from error


async def _serve(path: Path, port: int) -> None:
    engine = _open(path)
    try:
        async with _listening(engine, port):
            await _stop_signal()
    finally:
        engine.close()


def _open(path: Path) -> Engine:
    try:
        return Engine(path.resolve())
    except (RuntimeError, OSError, ClickHouseError) as error:
        raise ServerError(f"ClickHouse cannot open {path}: {error}") from error


@asynccontextmanager
async def _listening(engine: Engine, port: int) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    threads, sessions = Threads(engine), Sessions(engine, loop.time)
    exchange = Exchange(
        sessions, threads, Preparation(engine.table_functions()), Identity(_DISPLAY_NAME, engine.timezone)
    )
    runner = web.AppRunner(
        _application(exchange),
        access_log=None,
        auto_decompress=False,
        handler_cancellation=True,
        read_bufsize=_READ_BUFFER_BYTES,
        shutdown_timeout=_SHUTDOWN_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, port).start()
        yield
    except OSError as error:
        raise ServerError(f"port {port} of {_HOST} cannot be used: {error.strerror}") from error
    finally:
        await runner.cleanup()
        sessions.close()
        threads.close()


def _application(exchange: Exchange) -> web.Application:
    application = web.Application(client_max_size=0)
    application.router.add_get("/ping", _ok)
    application.router.add_get("/replicas_status", _ok)
    application.router.add_get("/", exchange.answer)
    application.router.add_post("/", exchange.answer)
    return application


async def _ok(_: web.Request) -> web.Response:
    return web.Response(text="Ok.\n")


async def _stop_signal() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
