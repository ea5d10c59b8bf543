"""One request from call to answer.

Owns the order of steps and nothing else: `call` reads, `access` judges, `prepare` readies the connection, `results`
sends. Called by `server` for every request to `/`.
"""

from aiohttp import web

from sinks.embedded.access import Account, authenticate
from sinks.embedded.body import Body
from sinks.embedded.call import Call, read_call
from sinks.embedded.connection import Connection
from sinks.embedded.errors import ClickHouseError
from sinks.embedded.handle import Counts
from sinks.embedded.prepare import Preparation
from sinks.embedded.response import Identity, error_response, headers
from sinks.embedded.results import Results
from sinks.embedded.sessions import Sessions
from sinks.embedded.statement import InlineData, read_statement
from sinks.embedded.threads import Threads


class Exchange:
    """Answers statements; the engine runs them in threads, the event loop only moves bytes."""

    def __init__(self, sessions: Sessions, threads: Threads, preparation: Preparation, identity: Identity) -> None:
        self._sessions = sessions
        self._threads = threads
        self._preparation = preparation
        self._results = Results(threads, identity)
        self._identity = identity

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request for `/`, errors included."""
        query_id = request.query.get("query_id", "")
        try:
            call = read_call(request.method, request.query, request.headers)
            query_id = call.query_id
            account = authenticate(call)
            if call.only_reads and "query" not in request.query and not request.body_exists:
                return web.Response(text="Ok.\n")
            with self._sessions.connection(account, call.session) as connection:
                return await self._run(request, call, account, connection)
        except ClickHouseError as error:
            return error_response(error, self._identity, query_id)

    async def _run(
        self, request: web.Request, call: Call, account: Account, connection: Connection
    ) -> web.StreamResponse:
        body = Body(request, call)
        opening = await body.opening()
        statement = read_statement(opening)
        data = statement.data
        text = data.head if data else opening + b"".join([piece async for piece in body.rest()])
        prepared = await self._threads.run(self._preparation.prepare, connection, account, call, statement, text)
        try:
            if data is None:
                return await self._results.send(request, call, connection, prepared)
            counts = await self._insert(connection, data, opening[data.starts_at :], body)
            return web.Response(headers=headers(self._identity, call.query_id, counts))
        finally:
            await self._threads.run(self._preparation.finish, connection, prepared)

    async def _insert(self, connection: Connection, data: InlineData, first: bytes, body: Body) -> Counts:
        """Run an INSERT once its whole body has come."""
        rows = first + b"".join([piece async for piece in body.rest()])
        return await self._threads.run(connection.insert, data.head, data.input_format, rows)
