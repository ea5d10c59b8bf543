"""clickhouse_connect, unchanged, against the server as against any ClickHouse."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

pytestmark = pytest.mark.integration


def connect(url: str, **options: object) -> Client:
    parts = urlsplit(url)
    user = {"username": parts.username, "password": parts.password or ""} if parts.username else {}
    return clickhouse_connect.get_client(host=parts.hostname, port=parts.port, **(user | options))  # type: ignore[arg-type]


def table(client: Client, name: str) -> str:
    client.command(f"DROP TABLE IF EXISTS {name}")
    client.command(
        f"CREATE TABLE {name} (n Int64, s LowCardinality(String), d Date32, t DateTime64(6, 'UTC'), x Decimal(9, 1), "
        "o Nullable(Float64)) ENGINE = MergeTree ORDER BY n"
    )
    return name


ROW = (1, "æøå\t'\\", date(2025, 9, 15), datetime(2025, 9, 15, 8, 5, 0, 123456, tzinfo=UTC), Decimal("17.5"), None)


@pytest.mark.parametrize("compress", [True, False, "lz4", "zstd", "gzip"])
def test_rows_come_back_as_they_went(clickhouse: str, compress: bool | str) -> None:  # noqa: FBT001 - the client's own
    client = connect(clickhouse, compress=compress)
    name = table(client, "cc_rows")
    summary = client.insert(name, [ROW, (2, *ROW[1:5], 0.5)], column_names="*")
    assert summary.written_rows == 2
    result = client.query(f"SELECT * FROM {name} ORDER BY n", tz_mode="aware")  # noqa: S608 - a name of this test
    assert result.result_rows == [ROW, (2, *ROW[1:5], 0.5)]
    assert result.column_names == ("n", "s", "d", "t", "x", "o")
    assert result.query_id


def test_commands_parameters_and_settings(clickhouse: str) -> None:
    client = connect(clickhouse, settings={"max_threads": 3})
    assert client.command("SELECT getSetting('max_threads')") == 3
    assert client.query("SELECT getSetting('max_threads')", settings={"max_threads": 2}).result_rows == [(2,)]
    given = {"n": 42, "s": "it's\t\\", "d": date(2025, 8, 1), "list": ["a", "b'"]}
    query = "SELECT {n:Int64}, {s:String}, {d:Date}, {list:Array(String)}"
    assert client.query(query, parameters=given).result_rows == [tuple(given.values())]
    assert client.command("SELECT 1 WHERE 0") == ""


def test_streams_and_data_frames(clickhouse: str) -> None:
    client = connect(clickhouse)
    with client.query_row_block_stream("SELECT number FROM numbers(300000)") as blocks:
        assert sum(n for block in blocks for (n,) in block) == sum(range(300_000))
    with client.raw_stream("SELECT number FROM numbers(300000)", fmt="CSV") as stream:
        assert sum(map(int, stream.read().split())) == sum(range(300_000))
    frame = client.query_df("SELECT number AS n, toString(number) AS s FROM numbers(3)")
    assert frame.to_dict("list") == {"n": [0, 1, 2], "s": ["0", "1", "2"]}
    assert client.query_arrow("SELECT number AS n FROM numbers(3)").to_pydict() == {"n": [0, 1, 2]}


def test_raw_inserts(clickhouse: str) -> None:
    client = connect(clickhouse)
    name = table(client, "cc_raw")
    client.raw_insert(name, ["n", "s"], b"1,a\n2,b\n", fmt="CSV")
    client.raw_insert(name, ["n", "s"], (b'{"n":%d,"s":"g"}\n' % n for n in range(3, 5)), fmt="JSONEachRow")
    assert client.query(f"SELECT n, s FROM {name} ORDER BY n").result_rows == [  # noqa: S608 - a name of this test
        (1, "a"),
        (2, "b"),
        (3, "g"),
        (4, "g"),
    ]


def test_a_large_insert_and_a_large_result(clickhouse: str) -> None:
    client = connect(clickhouse)
    name = table(client, "cc_large")
    rows = [(n, f"s{n % 7}", ROW[2], ROW[3], ROW[4], n / 2) for n in range(100_000)]
    client.insert(name, rows, column_names="*")
    result = client.query(f"SELECT n, s, o FROM {name} ORDER BY n")  # noqa: S608 - a name of this test
    assert result.result_rows == [(n, s, o) for n, s, _, _, _, o in rows]


def test_errors_carry_their_codes(clickhouse: str) -> None:
    client = connect(clickhouse)
    with pytest.raises(DatabaseError, match="UNKNOWN_TABLE") as unknown:
        client.query("SELECT * FROM nowhere")
    assert unknown.value.code == 60
    name = table(client, "cc_errors")
    with pytest.raises(DatabaseError) as refused:
        client.raw_insert(name, ["n"], b"en\n" * 1_000_000, fmt="CSV")
    assert refused.value.code in (6, 27, 117)
    assert client.query(f"SELECT count() FROM {name}").result_rows == [(0,)]  # noqa: S608 - a name of this test


def test_many_clients_write_and_read_at_once(clickhouse: str) -> None:
    name = table(connect(clickhouse), "cc_many")

    def work(number: int) -> int:
        client = connect(clickhouse)
        for part in range(5):
            client.insert(name, [(number * 100 + part, *ROW[1:])], column_names="*")
        count = client.command(f"SELECT count() FROM {name} WHERE intDiv(n, 100) = {number}")  # noqa: S608
        assert isinstance(count, int)
        return count

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(16))) == [5] * 16


def test_a_token_is_inserted_once(clickhouse: str) -> None:
    client = connect(clickhouse)
    client.command("DROP TABLE IF EXISTS cc_token")
    client.command(
        "CREATE TABLE cc_token (n Int64) ENGINE = MergeTree ORDER BY n "
        "SETTINGS non_replicated_deduplication_window = 10"
    )
    for token in ("a", "b", "a"):
        settings = {"insert_deduplication_token": token, "async_insert": 0}
        client.raw_insert("cc_token", ["n"], b"1\n", fmt="CSV", settings=settings)
    assert client.command("SELECT count() FROM cc_token") == 2
