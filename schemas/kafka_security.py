"""How clients log in to Kafka, as values: protocol, certificates, user. Secrets stand in files and are read when used.

Owns the options of kafka-python; aiokafka and Faust get theirs in `agents.access`. Made by the command line from the
settings, handed to everything that opens a connection. Opens nothing itself.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MECHANISM = "SCRAM-SHA-512"


class Protocol(StrEnum):
    """What a connection is: open, encrypted (with `certificate` also mutual TLS), or encrypted with a password."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_SSL = "SASL_SSL"


@dataclass(frozen=True, slots=True)
class KafkaSecurity:
    """`ca`, `certificate`, `key`: PEM files; `password_file`: holds the password of `user` and nothing else."""

    protocol: Protocol = Protocol.PLAINTEXT
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    user: str | None = None
    password_file: Path | None = None

    def flaw(self) -> str | None:
        """Return what is missing or superfluous, None when the values fit together."""
        is_sasl = self.protocol is Protocol.SASL_SSL
        if is_sasl and not (self.user and self.password_file):
            return "SASL_SSL needs a user and a password file"
        if not is_sasl and (self.user or self.password_file):
            return f"a user and a password file belong to SASL_SSL, not to {self.protocol}"
        if (self.certificate is None) != (self.key is None):
            return "a certificate and its key belong together"
        if self.protocol is Protocol.PLAINTEXT and (self.ca or self.certificate):
            return "certificates belong to SSL or SASL_SSL, not to PLAINTEXT"
        return None

    def password(self) -> str:
        """Read the password, without the newline at its end. Errors: OSError."""
        return self.password_file.read_text(encoding="utf-8").rstrip("\r\n") if self.password_file else ""

    def options(self) -> dict[str, str | None]:
        """Give the options of a kafka-python client. Errors: OSError when the password cannot be read."""
        if self.protocol is Protocol.PLAINTEXT:
            return {}
        files = {"ssl_cafile": self.ca, "ssl_certfile": self.certificate, "ssl_keyfile": self.key}
        given: dict[str, str | None] = {"security_protocol": self.protocol.value}
        given |= {name: str(path) for name, path in files.items() if path is not None}
        if self.protocol is Protocol.SASL_SSL:
            given |= {
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password(),
            }
        return given


OPEN = KafkaSecurity()
"""No encryption and no user: the local broker on the loopback interface."""
