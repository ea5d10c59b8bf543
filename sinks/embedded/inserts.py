"""INSERTs with their data behind them, and whether the rows were written in the end.

chDB is fed such data piece by piece, since behind a statement it takes an empty line for the end of the data. But of an
error of its last step, for instance a full disk, it says nothing. The engine does count the inserts that failed:
so they run one after the other, and the count tells. One that fails elsewhere at the same moment can make a good one
look bad; who tries again then loses nothing. Used by `connection`.
"""

from threading import Lock
from typing import NamedTuple

from sinks.embedded.errors import ClickHouseError
from sinks.embedded.handle import SQL, Counts, Handle, counts_of, engine_errors

_FAILURES = """
    SELECT 0 AS code, event AS name, value, '' AS message FROM system.events WHERE event = 'FailedInsertQuery'
    UNION ALL
    SELECT code, name, value, replaceAll(replaceAll(last_error_message, '\\n', ' '), '\\t', ' ') FROM
    (SELECT * FROM system.errors WHERE NOT remote ORDER BY last_error_time)
"""
_CANNOT_WRITE = 75


class _Failure(NamedTuple):
    """How often something went wrong; the code is 0 for the inserts that failed, for whatever reason."""

    code: int
    name: str
    times: int
    message: str


class Inserts:
    """All inserts of an engine; `root` is a session of its own, to ask what failed."""

    def __init__(self, root: Handle) -> None:
        self._root = root
        self._turn = Lock()

    def run(self, handle: Handle, head: SQL, input_format: str, data: bytes, version: str) -> Counts:
        """Insert and return when the rows are written. Errors: ClickHouseError."""
        with self._turn, engine_errors(version):
            before = self._failures()
            insert = handle.send_insert(head, input_format)
            try:
                handle.insert_append(insert, data)
                counts = counts_of(handle.insert_done(insert))
            except RuntimeError:
                handle.insert_cancel(insert)
                raise
            _refuse_new(before, self._failures(), version)
        return counts

    def _failures(self) -> dict[int, _Failure]:
        body = self._root.query(_FAILURES, "TabSeparatedRaw", params={}).bytes().decode()
        rows = (line.split("\t", 3) for line in body.splitlines())
        return {int(code): _Failure(int(code), name, int(times), message) for code, name, times, message in rows}


def _refuse_new(before: dict[int, _Failure], after: dict[int, _Failure], version: str) -> None:
    """Raise the error that made an insert fail, if one failed."""
    new = [each for code, each in after.items() if code not in before or each.times > before[code].times]
    if any(each.code == 0 for each in new):
        reasons = [each for each in new if each.code != 0]
        why = reasons[-1] if reasons else _Failure(_CANNOT_WRITE, "CANNOT_WRITE_TO_FILE_DESCRIPTOR", 1, "Cannot write")
        raise ClickHouseError(why.code, f"{why.message}. ({why.name}) (version {version})")
