"""ClickHouse's HTTP interface as plain HTTP clients use it, on the real engine."""

import gzip
import json
import zlib
from collections.abc import Callable
from urllib.request import urlopen

import lz4.block
import lz4.frame
import pytest
import zstandard

from tests.sinks.server import Server, ask

pytestmark = pytest.mark.integration

ROWS = b'{"n":1,"s":"en"}\n{"n":2,"s":"to"}\n'


@pytest.fixture
def table(server: Server, request: pytest.FixtureRequest) -> str:
    """Make an empty table for one test."""
    name = "t" + str(abs(hash(request.node.name)))
    answer = ask(server.url, body=f"CREATE TABLE {name} (n Int64, s String) ENGINE = MergeTree ORDER BY n".encode())
    assert answer.status == 200, answer.text
    return name


def content(server: Server, table: str) -> str:
    return ask(server.url, "SELECT n, s FROM {t:Identifier} ORDER BY n, s FORMAT CSV", param_t=table).text


def test_answers_without_a_query(server: Server) -> None:
    for path in ("/", "/ping", "/replicas_status"):
        with urlopen(server.url + path) as answer:  # noqa: S310 - loopback
            assert answer.read() == b"Ok.\n"


def test_query_in_the_url_in_the_body_and_in_both(server: Server) -> None:
    assert ask(server.url, "SELECT 1 + 1").text == "2\n"
    assert ask(server.url, body=b"SELECT 1 + 1").text == "2\n"
    assert ask(server.url, "SELECT 1", b"+ 1").text == "2\n"


def test_headers_name_the_query_its_format_and_its_cost(server: Server) -> None:
    answer = ask(server.url, "SELECT number FROM numbers(10) FORMAT JSON", query_id="my-query", wait_end_of_query="1")
    assert answer.headers["X-ClickHouse-Query-Id"] == "my-query"
    assert answer.headers["X-ClickHouse-Format"] == "JSON"
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.headers["X-ClickHouse-Timezone"]
    assert answer.headers["X-ClickHouse-Server-Display-Name"]
    summary = json.loads(answer.headers["X-ClickHouse-Summary"])
    assert (summary["read_rows"], summary["result_rows"]) == ("10", "10")
    assert [row["number"] for row in json.loads(answer.body)["data"]] == list(range(10))


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("TabSeparated", "1\ta\n"),
        ("CSVWithNames", '"x","y"\n1,"a"\n'),
        ("JSONEachRow", '{"x":1,"y":"a"}\n'),
        ("JSONCompactEachRow", '[1, "a"]\n'),
        ("Values", "(1,'a')"),
    ],
)
def test_formats(server: Server, form: str, expected: str) -> None:
    assert ask(server.url, f"SELECT 1 AS x, 'a' AS y FORMAT {form}").text == expected
    assert ask(server.url, "SELECT 1 AS x, 'a' AS y", default_format=form).text == expected
    assert ask(server.url, "SELECT 1 AS x, 'a' AS y", headers={"X-ClickHouse-Format": form}).text == expected


def test_query_parameters(server: Server, table: str) -> None:
    assert ask(server.url, "SELECT {n:Int64} * 2, {s:String}", param_n="21", param_s="a\\tb").text == "42\ta\\tb\n"
    answer = ask(server.url, "INSERT INTO {t:Identifier} FORMAT CSV", b"7,syv\n", param_t=table)
    assert answer.status == 200, answer.text
    assert content(server, table) == '7,"syv"\n'
    assert ask(server.url, "SELECT {n:Int64}").code == 456


def test_insert_with_the_data_in_the_body(server: Server, table: str) -> None:
    answer = ask(server.url, f"INSERT INTO {table} FORMAT JSONEachRow", ROWS)
    assert json.loads(answer.headers["X-ClickHouse-Summary"])["written_rows"] == "2"
    assert "X-ClickHouse-Format" not in answer.headers
    assert content(server, table) == '1,"en"\n2,"to"\n'


@pytest.mark.parametrize(
    "statement",
    [
        b"INSERT INTO %b (n, s) VALUES (1, 'en'), (2, 'to')",
        b"INSERT INTO %b FORMAT CSV\n1,en\n2,to\n",
        b"insert into %b (s, n) format TabSeparated\nen\t1\nto\t2\n",
        b"/* two */ INSERT INTO %b SETTINGS async_insert = 0 FORMAT JSONEachRow " + ROWS,
        b"INSERT INTO %b FORMAT JSONEachRow SETTINGS async_insert = 0, max_threads = 1\n" + ROWS,
        b"INSERT INTO %b SELECT number + 1, ['en', 'to'][number + 1] FROM numbers(2)",
        b"INSERT INTO %b (n, s) SELECT * FROM format(CSV, '1,en\n2,to')",
    ],
)
def test_insert_with_statement_and_data_in_the_body(server: Server, table: str, statement: bytes) -> None:
    answer = ask(server.url, body=statement.replace(b"%b", table.encode()))
    assert answer.status == 200, answer.text
    assert content(server, table) == '1,"en"\n2,"to"\n'


def native_blocks(data: bytes) -> bytes:
    """Frame data as ClickHouse does, a few bytes a block, one block per method; the checksums are zeros."""
    packed = b""
    for at in range(0, len(data), 10):
        part = data[at : at + 10]
        methods = (
            (0x82, lz4.block.compress(part, store_size=False)),
            (0x90, zstandard.ZstdCompressor().compress(part)),
            (0x02, part),
        )
        method, body = methods[at // 10 % 3]
        packed += (
            bytes(16) + bytes([method]) + (len(body) + 9).to_bytes(4, "little") + len(part).to_bytes(4, "little") + body
        )
    return packed


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "lz4": lz4.frame.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
}


@pytest.mark.parametrize("encoding", COMPRESSIONS)
def test_compressed_bodies(server: Server, table: str, encoding: str) -> None:
    pack = COMPRESSIONS[encoding]
    headers = {"Content-Encoding": encoding}
    assert ask(server.url, f"INSERT INTO {table} FORMAT JSONEachRow", pack(ROWS), headers=headers).status == 200
    two_frames = pack(b"INSERT INTO %b FORMAT CSV\n" % table.encode()) + pack(b"3,tre\n")
    if encoding != "deflate":
        assert ask(server.url, body=two_frames, headers=headers).status == 200
        assert content(server, table) == '1,"en"\n2,"to"\n3,"tre"\n'


def test_bodies_in_native_blocks(server: Server, table: str) -> None:
    body = native_blocks(b"INSERT INTO %b FORMAT JSONEachRow\n" % table.encode() + ROWS)
    assert ask(server.url, body=body, decompress="1").status == 200
    assert content(server, table) == '1,"en"\n2,"to"\n'


@pytest.mark.parametrize("encoding", ["gzip", "lz4", "zstd"])
def test_a_compressed_body_that_is_cut_short_inserts_nothing(server: Server, table: str, encoding: str) -> None:
    body = COMPRESSIONS[encoding](ROWS)[:-6]
    answer = ask(server.url, f"INSERT INTO {table} FORMAT JSONEachRow", body, headers={"Content-Encoding": encoding})
    assert answer.code == 271
    assert content(server, table) == ""


def test_unknown_compression_is_refused(server: Server) -> None:
    assert ask(server.url, body=b"SELECT 1", headers={"Content-Encoding": "snappy"}).code == 89


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "lz4": lz4.frame.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


@pytest.mark.parametrize("whole", ["0", "1"])
@pytest.mark.parametrize("encoding", UNPACK)
def test_compressed_results(server: Server, encoding: str, whole: str) -> None:
    query = "SELECT number FROM numbers(300000) FORMAT TabSeparated"
    answer = ask(server.url, query, headers={"Accept-Encoding": encoding}, wait_end_of_query=whole)
    assert answer.headers["Content-Encoding"] == encoding
    assert UNPACK[encoding](answer.body) == b"".join(b"%d\n" % n for n in range(300_000))


def test_results_are_plain_when_compression_is_switched_off(server: Server) -> None:
    answer = ask(server.url, "SELECT 1", headers={"Accept-Encoding": "gzip"}, enable_http_compression="0")
    assert answer.text == "1\n"


def test_settings_in_the_url(server: Server) -> None:
    assert ask(server.url, "SELECT getSetting('max_threads')", max_threads="3").text == "3\n"
    assert ask(server.url, "SELECT getSetting('log_comment')", log_comment="it's \\ me").text == "it\\'s \\\\ me\n"
    unknown = ask(server.url, "SELECT 1", no_such_setting="1")
    assert (unknown.status, unknown.code) == (404, 115)
    assert unknown.text.startswith("Code: 115. DB::Exception: ")
    assert ask(server.url, "SELECT 1", max_threads="many").code != 0


def test_database(server: Server) -> None:
    assert ask(server.url, "SELECT currentDatabase()", database="system").text == "system\n"
    assert ask(server.url, "SELECT currentDatabase()", headers={"X-ClickHouse-Database": "system"}).text == "system\n"
    assert ask(server.url, "SELECT currentDatabase()").text == "default\n"
    assert ask(server.url, "SELECT 1", database="nowhere").code == 81


@pytest.mark.parametrize(
    ("query", "status", "code", "words"),
    [
        ("SELECT * FROM nowhere", 404, 60, "(UNKNOWN_TABLE)"),
        ("SELECT nothing", 404, 47, "(UNKNOWN_IDENTIFIER)"),
        ("SELEC 1", 400, 62, "(SYNTAX_ERROR)"),
        ("SELECT 1; SELECT 2", 400, 62, "Multi-statements are not allowed"),
        ("", 400, 62, "Empty query"),
        ("SELECT 1 FORMAT Nothing", 404, 73, "(UNKNOWN_FORMAT)"),
        ("SELECT throwIf(1)", 500, 395, "(FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)"),
        ("SELECT 1 INTO OUTFILE '/tmp/file'", 500, 358, "(INTO_OUTFILE_NOT_ALLOWED)"),
        ("INSERT INTO nowhere FORMAT CSV\n1", 404, 60, "(UNKNOWN_TABLE)"),
    ],
)
def test_errors(server: Server, query: str, status: int, code: int, words: str) -> None:
    answer = ask(server.url, body=query.encode())
    assert (answer.status, answer.code) == (status, code)
    assert answer.text.startswith(f"Code: {code}. DB::Exception: ")
    assert words in answer.text


def test_a_row_that_cannot_be_read_is_an_error_and_inserts_nothing(server: Server, table: str) -> None:
    answer = ask(server.url, f"INSERT INTO {table} FORMAT CSV", b"1,en\nto,to\n")
    assert (answer.status, answer.code) == (400, 27)
    assert content(server, table) == ""


def test_an_error_in_the_middle_of_a_result_ends_it_with_the_error(server: Server) -> None:
    query = "SELECT throwIf(number = 2000000), number FROM numbers(3000000) FORMAT CSV"
    answer = ask(server.url, query, max_block_size="100000", max_threads="1")
    tag = answer.headers["X-ClickHouse-Exception-Tag"].encode()
    assert answer.body.endswith(tag + b"\r\n__exception__\r\n")
    assert b"Code: 395. DB::Exception: " in answer.body[-1000:]
    assert ask(server.url, query, wait_end_of_query="1").code == 395


def test_get_reads_only(server: Server, table: str) -> None:
    answer = ask(server.url, f"DROP TABLE {table}")
    assert (answer.status, answer.code) == (500, 164)
    assert ask(server.url, "INSERT INTO {t:Identifier} VALUES (1, 'en')", param_t=table).code == 164
    assert ask(server.url, body=f"DROP TABLE {table}".encode(), readonly="1").code == 164
    assert content(server, table) == ""


def test_sessions_keep_tables_and_settings_of_their_own(server: Server) -> None:
    assert ask(server.url, body=b"CREATE TEMPORARY TABLE mine (n Int64)", session_id="a").status == 200
    assert ask(server.url, "INSERT INTO mine FORMAT CSV", b"5\n", session_id="a").status == 200
    assert ask(server.url, body=b"SET max_threads = 7", session_id="a").status == 200
    query = "SELECT n, getSetting('max_threads') FROM mine"
    assert ask(server.url, query, session_id="a", max_threads="2").text == "5\t2\n"
    assert ask(server.url, query, session_id="a").text == "5\t7\n"
    assert ask(server.url, query, session_id="b").code == 60
    assert ask(server.url, query).code == 60
    assert ask(server.url, "SELECT 1", session_id="never", session_check="1").code == 372
    assert ask(server.url, "SELECT 1", session_id="a", session_timeout="1000000").code == 374
    assert ask(server.url, "SELECT 1", session_id="a", close_session="1").text == "1\n"
    assert ask(server.url, query, session_id="a").code == 60
