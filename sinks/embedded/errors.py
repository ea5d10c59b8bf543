"""What goes wrong, as a ClickHouse server says it: code, text and HTTP status.

Owns the code -> HTTP status table and the wording of the errors this server finds itself.
It must not talk to the engine; every other module of the package raises `ClickHouseError`.
"""

import re
from enum import IntEnum


class Code(IntEnum):
    """The ClickHouse error codes that this server raises itself."""

    NOT_IMPLEMENTED = 48
    SYNTAX_ERROR = 62
    UNKNOWN_COMPRESSION_METHOD = 89
    READONLY = 164
    CANNOT_DECOMPRESS = 271
    INTO_OUTFILE_NOT_ALLOWED = 358
    SESSION_NOT_FOUND = 372
    SESSION_IS_LOCKED = 373
    INVALID_SESSION_TIMEOUT = 374
    ACCESS_DENIED = 497
    AUTHENTICATION_FAILED = 516
    STD_EXCEPTION = 1001


_BAD_REQUEST = (
    6,
    8,
    15,
    25,
    26,
    27,
    36,
    37,
    38,
    41,
    44,
    53,
    62,
    72,
    117,
    123,
    167,
    168,
    223,
    321,
    376,
    427,
    441,
    675,
    676,
)
_NOT_FOUND = (46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511)
_STATUS: dict[int, int] = (
    dict.fromkeys(_BAD_REQUEST, 400)
    | dict.fromkeys(_NOT_FOUND, 404)
    | {194: 401, 192: 403, 193: 403, 497: 403, 512: 403, 516: 403, 159: 408, 381: 411, 229: 413, 779: 415, 48: 501}
    | {76: 503, 209: 503, 439: 503}
)
_CODE = re.compile(r"Code: (\d+)\. DB::(?:\w*Exception|ErrnoException): ")


class ClickHouseError(Exception):
    """An error as the client sees it: `code` of ClickHouse and `text`, "Code: 60. DB::Exception: ..."."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.text = f"Code: {code}. DB::Exception: {message}"

    @property
    def http_status(self) -> int:
        """The HTTP status a server answers this code with, 500 for most (ClickHouse: exceptionCodeToHTTPStatus)."""
        return _STATUS.get(self.code, 500)


def refusal(code: Code, message: str) -> ClickHouseError:
    """Make an error that this server found itself, with the name of its code as a server writes it."""
    return ClickHouseError(code, f"{message} ({code.name})")


def engine_error(message: str, version: str) -> ClickHouseError:
    """Read the error in a message of the engine; a message without a code is a STD_EXCEPTION.

    The engine sometimes wraps an exception in itself ("Code: 115. ... Code: 115. ..."): only the inner one is kept.
    """
    found = list(_CODE.finditer(message))
    if not found:
        return refusal(Code.STD_EXCEPTION, message.strip())
    inner = found[0]
    if len(found) > 1 and found[1].group(1) == inner.group(1) and found[1].start() == inner.end():
        inner = found[1]
    text = message[inner.end() :].strip()
    if "(version " in text:
        text = text[: text.rindex("(version ")].strip()
    return ClickHouseError(int(inner.group(1)), f"{text} (version {version})")
