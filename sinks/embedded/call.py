"""What an HTTP request asks for: query, settings, parameters, session, who asks.

Owns the names of ClickHouse's HTTP parameters and headers. Pure: text in, frozen `Call` out.
It must not judge whether the call is allowed (`access`) nor run it (`exchange`).
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from sinks.embedded.errors import Code, refusal

# Parameters that belong to the HTTP interface; every other one is a setting.
_OWN = (
    frozenset(
        {"query", "database", "default_format", "query_id", "user", "password", "quota_key", "role", "stacktrace"}
    )
    | frozenset({"session_id", "session_timeout", "session_check", "close_session", "compress", "decompress"})
    | frozenset({"buffer_size", "wait_end_of_query", "client_protocol_version"})
)
_LONGEST_SESSION_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class SessionWish:
    """The session a call belongs to; `must_exist` = session_check."""

    name: str
    timeout_seconds: int
    must_exist: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `query` is the text in the URL; the body, if any, follows it."""

    query: str
    query_id: str
    user: str
    password: str
    database: str
    default_format: str
    settings: Mapping[str, str]
    parameters: Mapping[str, str]
    session: SessionWish | None
    only_reads: bool
    waits_for_end: bool
    native_compressed_body: bool
    native_compressed_result: bool


def read_call(method: str, parameters: Mapping[str, str], headers: Mapping[str, str]) -> Call:
    """Read a request; `headers` must find names in any case. Errors: AUTHENTICATION_FAILED, INVALID_SESSION_TIMEOUT."""
    user, password = _credentials(parameters, headers)
    return Call(
        query=parameters.get("query", ""),
        query_id=parameters.get("query_id") or str(uuid4()),
        user=user,
        password=password,
        database=parameters.get("database") or headers.get("X-ClickHouse-Database", ""),
        default_format=parameters.get("default_format") or headers.get("X-ClickHouse-Format", "TabSeparated"),
        settings={name: value for name, value in parameters.items() if name not in _OWN and not _is_parameter(name)},
        parameters={name[6:]: value for name, value in parameters.items() if _is_parameter(name)},
        session=_session(parameters),
        only_reads=method != "POST" or parameters.get("readonly", "0") != "0",
        waits_for_end=_flag(parameters, "wait_end_of_query"),
        native_compressed_body=_flag(parameters, "decompress"),
        native_compressed_result=_flag(parameters, "compress"),
    )


def _is_parameter(name: str) -> bool:
    return name.startswith("param_")


def _flag(parameters: Mapping[str, str], name: str) -> bool:
    return parameters.get(name, "") in ("1", "true")


def _session(parameters: Mapping[str, str]) -> SessionWish | None:
    if not parameters.get("session_id"):
        return None
    timeout = parameters.get("session_timeout", "60")
    if not timeout.isdecimal() or int(timeout) > _LONGEST_SESSION_SECONDS:
        raise refusal(Code.INVALID_SESSION_TIMEOUT, f"Invalid session timeout: '{timeout}'")
    must_exist, closes = _flag(parameters, "session_check"), _flag(parameters, "close_session")
    return SessionWish(parameters["session_id"], int(timeout), must_exist, closes)


def _credentials(parameters: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, str]:
    """User and password from exactly one of headers, basic authentication or parameters; `default` without."""
    given = [
        pair
        for pair in (
            (headers.get("X-ClickHouse-User"), headers.get("X-ClickHouse-Key")),
            _basic(headers.get("Authorization", "")),
            (parameters.get("user"), parameters.get("password")),
        )
        if pair != (None, None)
    ]
    if len(given) > 1:
        message = "Invalid authentication: it is not allowed to use several ways of authentication simultaneously"
        raise refusal(Code.AUTHENTICATION_FAILED, message)
    user, password = given[0] if given else (None, None)
    return user or "default", password or ""


def _basic(authorization: str) -> tuple[str | None, str | None]:
    scheme, _, encoded = authorization.partition(" ")
    if not scheme:
        return None, None
    try:
        user, colon, password = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        colon = ""
    if scheme.lower() != "basic" or not colon:
        raise refusal(Code.AUTHENTICATION_FAILED, "Invalid authentication: only the Basic scheme is supported")
    return user, password
