"""Who may do what: the accounts, and the limits of calls that only read.

Owns the two users (`default`: everything; `analyst`: reads tables) and the refusals in a server's words.
Pure. It judges what the engine's parser says of a statement; the engine itself also keeps `analyst` read-only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sinks.embedded.call import Call
from sinks.embedded.connection import StatementClass
from sinks.embedded.errors import ClickHouseError, Code, refusal
from sinks.embedded.statement import Statement

# Table functions that only compute. All others (files, addresses, programs, other servers) need a grant.
_HARMLESS_FUNCTIONS = (
    frozenset({"numbers", "numbers_mt", "zeros", "zeros_mt", "generateseries", "generate_series", "primes"})
    | frozenset({"generaterandom", "values", "sqlstandardvalues", "null", "format", "view", "viewifpermitted"})
    | frozenset({"merge", "dictionary"})
)
# What the parser does not understand goes to the engine for its syntax error.
_READING = (StatementClass.READ_ONLY, StatementClass.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Account:
    """A user. `reads_only` is enforced by the engine's setting readonly = 2 as well."""

    name: str
    reads_only: bool


_ACCOUNTS: Mapping[str, Account] = {
    "default": Account("default", reads_only=False),
    "analyst": Account("analyst", reads_only=True),
}


def authenticate(call: Call) -> Account:
    """Return the account of a call; nobody has a password. Errors: AUTHENTICATION_FAILED."""
    account = _ACCOUNTS.get(call.user)
    if account is None or call.password:
        message = f"{call.user}: Authentication failed: password is incorrect, or there is no user with such name."
        raise refusal(Code.AUTHENTICATION_FAILED, message)
    return account


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the engine's parser says of a statement's text."""

    kind: StatementClass
    statements: int


def permit(account: Account, call: Call, statement: Statement, judgement: Judgement, functions: frozenset[str]) -> None:
    """Refuse what the account or the method may not do; `functions` = table functions of the engine, small letters."""
    refused = _refusal(account, call, statement, judgement, functions)
    if refused is not None:
        raise refused


def _refusal(
    account: Account, call: Call, statement: Statement, judgement: Judgement, functions: frozenset[str]
) -> ClickHouseError | None:
    if judgement.statements > 1:
        return refusal(Code.SYNTAX_ERROR, "Syntax error (Multi-statements are not allowed)")
    if statement.into_outfile:
        return refusal(Code.INTO_OUTFILE_NOT_ALLOWED, "INTO OUTFILE is not allowed")
    reads = judgement.kind in _READING or statement.words[:1] in (("SET",), ("USE",))
    if account.reads_only and not reads:
        return refusal(Code.READONLY, f"{account.name}: Cannot execute query in readonly mode.")
    if call.only_reads and not reads:
        message = "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. "
        return refusal(Code.READONLY, f"default: {message}You should use method POST for modifying queries.")
    outside = statement.calls & ((functions | {"file"}) - _HARMLESS_FUNCTIONS)
    if account.reads_only and outside:
        grant = f"READ ON {min(outside).upper()}"
        message = (
            f"{account.name}: Not enough privileges. To execute this query, it's necessary to have the grant {grant}"
        )
        return refusal(Code.ACCESS_DENIED, message)
    return None
