"""Which values of Kafka's security fit together, and what a client is given."""

from pathlib import Path

import pytest

from schemas.kafka_security import OPEN, KafkaSecurity, Protocol

CA, CERTIFICATE, KEY, SECRET = (Path(name) for name in ("ca.pem", "client.pem", "client.key", "secret"))


@pytest.mark.parametrize(
    ("security", "flaw"),
    [
        (OPEN, None),
        (KafkaSecurity(Protocol.SSL), None),
        (KafkaSecurity(Protocol.SSL, CA, CERTIFICATE, KEY), None),
        (KafkaSecurity(Protocol.SASL_SSL, CA, user="worker", password_file=SECRET), None),
        (KafkaSecurity(Protocol.SASL_SSL, CA), "SASL_SSL needs a user and a password file"),
        (KafkaSecurity(Protocol.SASL_SSL, CA, user="worker"), "SASL_SSL needs a user and a password file"),
        (KafkaSecurity(Protocol.SSL, user="worker"), "a user and a password file belong to SASL_SSL, not to SSL"),
        (KafkaSecurity(Protocol.SSL, CA, CERTIFICATE), "a certificate and its key belong together"),
        (KafkaSecurity(ca=CA), "certificates belong to SSL or SASL_SSL, not to PLAINTEXT"),
    ],
)
def test_what_fits_together(security: KafkaSecurity, flaw: str | None) -> None:
    assert security.flaw() == flaw


def test_an_open_connection_needs_no_option() -> None:
    assert OPEN.options() == {}


def test_a_password_is_read_from_its_file_without_the_newline(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret \n")
    security = KafkaSecurity(Protocol.SASL_SSL, CA, user="worker", password_file=file)
    assert security.options() == {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": "ca.pem",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "worker",
        "sasl_plain_password": "s3cret ",
    }
    assert "s3cret" not in repr(security)
