"""A connection made ready for one statement: judged, allowed, database and settings as the call asks.

Owns what happens on the engine before a statement runs and what is taken back after it. Runs in a thread.
Called by `exchange`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sinks.embedded.access import Account, Judgement, permit
from sinks.embedded.call import Call
from sinks.embedded.connection import Connection, StatementClass
from sinks.embedded.errors import Code, refusal
from sinks.embedded.settings import apply_parameters, apply_settings, current_values, restore, use_database
from sinks.embedded.statement import Statement


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that may run: the text for the engine, its reading, and the session's settings to be put back."""

    text: bytes
    statement: Statement
    only_reads: bool
    previous: Mapping[str, str | None]

    def output_format(self, call: Call) -> str:
        """Name the format of the result."""
        return self.statement.output_format or call.default_format


class Preparation:
    """Prepares connections; `functions` = table functions of the engine, in small letters."""

    def __init__(self, functions: frozenset[str]) -> None:
        self._functions = functions

    def prepare(
        self, connection: Connection, account: Account, call: Call, statement: Statement, text: bytes
    ) -> Prepared:
        """Judge the statement, then set the connection's state. Errors: refusals, UNKNOWN_DATABASE, UNKNOWN_SETTING."""
        judgement = _judge(connection, statement, text)
        permit(account, call, statement, judgement, self._functions)
        if call.native_compressed_result:
            raise refusal(Code.NOT_IMPLEMENTED, "compress=1 is not offered here, use Accept-Encoding")
        use_database(connection, call.database)
        settings = _settings(call)
        previous = current_values(connection, settings) if call.session else {}
        apply_settings(connection, settings)
        if statement.data:
            apply_parameters(connection, call.parameters)
        return Prepared(text, statement, judgement.kind is StatementClass.READ_ONLY, previous)

    def finish(self, connection: Connection, prepared: Prepared) -> None:
        """Take the call's settings back, in a session."""
        restore(connection, prepared.previous)


def cancellation_tag(call: Call) -> str:
    """Name the mark by which a statement is found should its client go away; "" when the client uses it itself."""
    return "" if "log_comment" in call.settings else call.query_id


def _judge(connection: Connection, statement: Statement, text: bytes) -> Judgement:
    if not text.strip():
        raise refusal(Code.SYNTAX_ERROR, "Syntax error: failed at position 1 (end of query): Empty query")
    if statement.data:
        return Judgement(StatementClass.MUTATING, 1)
    return Judgement(*connection.classify(text))


def _settings(call: Call) -> Mapping[str, str]:
    """Choose what is SET for a call. In a session `access` alone judges `readonly`: it could not be taken back."""
    own = {name: value for name, value in call.settings.items() if not (call.session and name == "readonly")}
    return {"log_comment": call.query_id} | own
