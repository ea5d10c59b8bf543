"""The connections of calls: a fresh one each, or that of a session which is kept for a while.

Owns the sessions by (user, name). Runs in the server's event loop only, so it needs no lock; a session serves one call
at a time, as in a server. It must not run statements for a client.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sinks.embedded.access import Account
from sinks.embedded.call import SessionWish
from sinks.embedded.connection import Connection
from sinks.embedded.engine import Engine
from sinks.embedded.errors import Code, refusal


@dataclass(slots=True)
class _Session:
    connection: Connection
    busy: bool
    expires_at: float


class Sessions:
    """Hands out connections; `clock` gives seconds that only grow."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._clock = clock
        self._sessions: dict[tuple[str, str], _Session] = {}

    @contextmanager
    def connection(self, account: Account, wish: SessionWish | None) -> Iterator[Connection]:
        """Lend the connection for one call. Errors: SESSION_IS_LOCKED, SESSION_NOT_FOUND."""
        self._expire()
        if wish is None:
            connection = self._open(account)
            try:
                yield connection
            finally:
                connection.close()
            return
        session = self._take(account, wish)
        try:
            yield session.connection
        finally:
            session.busy = False
            session.expires_at = self._clock() + (0 if wish.closes else wish.timeout_seconds)

    def close(self) -> None:
        """Close what is kept."""
        for session in self._sessions.values():
            session.connection.close()
        self._sessions.clear()

    def _take(self, account: Account, wish: SessionWish) -> _Session:
        session = self._sessions.get((account.name, wish.name))
        if session is None and wish.must_exist:
            raise refusal(Code.SESSION_NOT_FOUND, f"Session {wish.name} not found")
        if session is None:
            session = _Session(self._open(account), busy=False, expires_at=0)
            self._sessions[account.name, wish.name] = session
        if session.busy:
            raise refusal(Code.SESSION_IS_LOCKED, f"Session {wish.name} is locked by a concurrent client")
        session.busy = True
        return session

    def _open(self, account: Account) -> Connection:
        connection = self._engine.connect()
        if account.reads_only:
            connection.command("SET readonly = 2")
        return connection

    def _expire(self) -> None:
        now = self._clock()
        for key, session in list(self._sessions.items()):
            if not session.busy and session.expires_at <= now:
                session.connection.close()
                del self._sessions[key]
