"""Reading statements: where the data of an INSERT begins, which format a result has, what is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.embedded.statement import InlineData, read_statement


@pytest.mark.parametrize(
    ("text", "head", "input_format", "data"),
    [
        (b"INSERT INTO t FORMAT CSV\n1,2", b"INSERT INTO t ", "CSV", b"1,2"),
        (b"INSERT INTO t FORMAT CSV 1,2", b"INSERT INTO t ", "CSV", b"1,2"),
        (b"INSERT INTO t FORMAT CSV \r\n\n1,2", b"INSERT INTO t ", "CSV", b"\n1,2"),
        (b"insert into t (a, b) values (1, 2)", b"insert into t (a, b) ", "Values", b" (1, 2)"),
        (b"INSERT INTO t FORMAT Native\n\x01\x00'`\"", b"INSERT INTO t ", "Native", b"\x01\x00'`\""),
        (b"INSERT INTO `values` VALUES (1)", b"INSERT INTO `values` ", "Values", b" (1)"),
        (
            b"-- VALUES\nINSERT INTO t /* FORMAT X */ VALUES (1)",
            b"-- VALUES\nINSERT INTO t /* FORMAT X */ ",
            "Values",
            b" (1)",
        ),
        (
            b"INSERT INTO t FORMAT CSV SETTINGS a = 1, b='x'\n1,2",
            b"INSERT INTO t  SETTINGS a = 1, b='x'",
            "CSV",
            b"1,2",
        ),
        (b"INSERT INTO t SETTINGS a=1 FORMAT CSV\n1", b"INSERT INTO t SETTINGS a=1 ", "CSV", b"1"),
        (
            b"INSERT INTO FUNCTION remote('a', 'b') FORMAT CSV\n1",
            b"INSERT INTO FUNCTION remote('a', 'b') ",
            "CSV",
            b"1",
        ),
    ],
)
def test_inserts_with_data(text: bytes, head: bytes, input_format: str, data: bytes) -> None:
    found = read_statement(text).data
    assert found is not None
    assert found == InlineData(head, input_format, len(text) - len(data))


@pytest.mark.parametrize(
    "text",
    [
        b"SELECT 'INSERT INTO t VALUES'",
        b"INSERT INTO t SELECT 1 FORMAT Null",
        b"INSERT INTO t WITH 1 AS x SELECT x",
        b"INSERT INTO t FROM INFILE 'x' FORMAT CSV",
        b"EXPLAIN INSERT INTO t VALUES",
        b"",
        b"'",
    ],
)
def test_statements_without_data(text: bytes) -> None:
    assert read_statement(text).data is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"SELECT 1", None),
        (b"SELECT 1 FORMAT JSON", "JSON"),
        (b"SELECT 1 format CSV ;", "CSV"),
        (b"SELECT 1 FORMAT CSV SETTINGS max_threads = 1", "CSV"),
        (b"SELECT 1 FORMAT CSV -- the end", "CSV"),
        (b"SELECT format FROM t", None),
        (b"SELECT * FROM format(CSV, '1')", None),
        (b"SELECT ' FORMAT CSV'", None),
        (b"SELECT 1 AS `FORMAT CSV`", None),
        (b"SELECT (SELECT 1 FORMAT CSV)", None),
    ],
)
def test_output_formats(text: bytes, expected: str | None) -> None:
    assert read_statement(text).output_format == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"SELECT a FROM f(1), G (2)", {"f", "g"}),
        (b"SELECT 'f(1)', \"h\"(2), `i` /* c */ (3)", {"h", "i"}),
        (b"SELECT $$f(1)$$, $x$ $$ f(1) $x$, g(1)", {"g"}),
        (b"SELECT 1 -- f(1)\n, /* g(1) */ 2 # h(1)", set()),
    ],
)
def test_calls(text: bytes, expected: set[str]) -> None:
    assert read_statement(text).calls == expected


def test_into_outfile() -> None:
    assert read_statement(b"SELECT 1 INTO OUTFILE 'x'").into_outfile
    assert not read_statement(b"SELECT 'INTO OUTFILE'").into_outfile


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(text: bytes) -> None:
    read_statement(text)


@given(st.binary(max_size=200))
def test_the_data_never_changes_what_stands_before_it(data: bytes) -> None:
    assert read_statement(b"INSERT INTO t FORMAT Native\n" + data).data == InlineData(b"INSERT INTO t ", "Native", 28)
