"""The threads in which the engine works while the event loop serves others.

Owns the rule for a client that goes away: its statement is cancelled, and nobody touches the connection before the
engine has let go of it. It must not know what the work is. Called by `exchange`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from sinks.embedded.engine import Engine

_WORKERS = 32
_PATIENCE_SECONDS = 1.0

_Arguments = ParamSpec("_Arguments")
_Outcome = TypeVar("_Outcome")


class Threads:
    """Runs blocking work of the engine, at most 32 pieces at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="statement")

    async def run(
        self, work: Callable[_Arguments, _Outcome], *args: _Arguments.args, **kw: _Arguments.kwargs
    ) -> _Outcome:
        """Return the outcome of the work. When the caller is cancelled the work is awaited first."""
        return await self.run_tagged("", work, *args, **kw)

    async def run_tagged(
        self, tag: str, work: Callable[_Arguments, _Outcome], *args: _Arguments.args, **kw: _Arguments.kwargs
    ) -> _Outcome:
        """Do the same for work that may be cut short by cancelling the statement with this tag."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kw))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            while not future.done():
                if tag:
                    await asyncio.to_thread(self._engine.cancel_statements, tag)
                await asyncio.wait([future], timeout=_PATIENCE_SECONDS)
            future.exception()
            raise

    def close(self) -> None:
        """Wait for the last work and end the threads."""
        self._pool.shutdown()
