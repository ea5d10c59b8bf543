"""Who may do what on the embedded ClickHouse: `default` everything, `analyst` reads tables, nobody else anything."""

from base64 import b64encode

import pytest

from tests.sinks.server import Server, ask

pytestmark = pytest.mark.integration


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def test_users_are_named_by_header_basic_authentication_or_parameter(server: Server) -> None:
    query = "SELECT getSetting('readonly')"
    assert ask(server.url, query).text == "0\n"
    assert ask(server.url, query, user="analyst").text == "2\n"
    assert ask(server.url, query, headers=basic("analyst", "")).text == "2\n"
    assert ask(server.url, query, headers={"X-ClickHouse-User": "analyst", "X-ClickHouse-Key": ""}).text == "2\n"


def test_unknown_users_and_wrong_passwords_are_refused(server: Server) -> None:
    refused = [
        ask(server.url, "SELECT 1", user="nobody"),
        ask(server.url, "SELECT 1", user="default", password="guess"),  # noqa: S106 - a wrong one
        ask(server.url, "SELECT 1", headers=basic("analyst", "guess")),
        ask(server.url, "SELECT 1", headers={"Authorization": "Basic ?"}),
        ask(server.url, "SELECT 1", headers={"X-ClickHouse-User": "default"}, user="default"),
    ]
    assert {(answer.status, answer.code) for answer in refused} == {(403, 516)}


@pytest.fixture(scope="module")
def known(server: Server) -> str:
    ask(server.url, body=b"CREATE TABLE known (n Int64) ENGINE = MergeTree ORDER BY n")
    ask(server.url, body=b"INSERT INTO known VALUES (1), (2)")
    return "known"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT sum(n) FROM known",
        "WITH 1 AS x SELECT n + x FROM known",
        "SHOW TABLES",
        "DESCRIBE known",
        "EXPLAIN SELECT n FROM known",
        "SELECT number FROM numbers(3) SETTINGS max_threads = 1",
        "SELECT 'file(x)', '/etc/passwd' AS \"url(\"",
        "SET max_threads = 1",
    ],
)
@pytest.mark.usefixtures("known")
def test_an_analyst_reads(server: Server, query: str) -> None:
    answer = ask(server.url, body=query.encode(), user="analyst")
    assert answer.status == 200, answer.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("INSERT INTO known VALUES (3)", 164),
        ("INSERT INTO known FORMAT CSV\n3", 164),
        ("INSERT INTO known SELECT 3", 164),
        ("CREATE TABLE other (n Int64) ENGINE = Memory", 164),
        ("DROP TABLE known", 164),
        ("TRUNCATE TABLE known", 164),
        ("ALTER TABLE known DELETE WHERE 1", 164),
        ("OPTIMIZE TABLE known", 164),
        ("SYSTEM FLUSH LOGS", 164),
        ("KILL QUERY WHERE 1", 164),
        ("SET readonly = 0", 164),
        ("SELECT 1 SETTINGS readonly = 0", 164),
        ("SELECT * FROM file('/etc/hostname', LineAsString)", 497),
        ("SELECT file('/etc/hostname')", 497),
        ("SELECT * FROM `file`('/etc/hostname', LineAsString)", 497),
        ("SELECT * FROM URL /* c */ ('http://127.0.0.1:1/', CSV)", 497),
        ("DESCRIBE file('/etc/hostname', LineAsString)", 497),
        ("SELECT * FROM executable('ls', CSV, 'x String')", 497),
        ("SELECT * FROM '/etc/hostname'", 60),
        ("SELECT * FROM `/etc/hostname`", 60),
        ("SELECT * FROM default.`/etc/hostname`", 60),
        ("CREATE TEMPORARY TABLE t (n Int64)", 164),
    ],
)
@pytest.mark.usefixtures("known")
def test_an_analyst_does_nothing_else(server: Server, query: str, code: int) -> None:
    answer = ask(server.url, body=query.encode(), user="analyst")
    assert answer.code == code, answer.text
    assert ask(server.url, "SELECT sum(n) FROM known").text == "3\n"


def test_a_session_of_default_is_not_open_to_an_analyst(server: Server) -> None:
    ask(server.url, body=b"CREATE TEMPORARY TABLE secret (n Int64)", session_id="s")
    assert ask(server.url, "SELECT * FROM secret", session_id="s").status == 200
    assert ask(server.url, "SELECT * FROM secret", session_id="s", user="analyst").code == 60
