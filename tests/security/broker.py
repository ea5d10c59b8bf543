"""The local broker with security switched on: SCRAM over TLS, mutual TLS, and rights by StandardAuthorizer."""

import gc
import warnings
from collections.abc import Iterable
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion
from kafka.errors import KafkaError

from deploy.local import kafka_config
from deploy.local.broker import LocalBroker
from deploy.local.ports import LOOPBACK
from schemas.kafka_security import KafkaSecurity, Protocol
from tests.ports import free_port
from tests.security.authority import Authority

ADMIN = "admin"
PASSWORD_OF_ADMIN = "change-me-admin"  # noqa: S105 - of a broker that lives as long as a test


class SecureBroker(LocalBroker):
    """Listens for SASL_SSL on `port` and for mutual TLS on `tls_port`; nobody but `admin` may do anything at first."""

    def __init__(self, directory: Path, authority: Authority) -> None:
        super().__init__(directory, free_port())
        self.tls_port = free_port()
        self._authority = authority
        self._secrets = directory / "secrets"

    @property
    def tls_bootstrap(self) -> str:
        return f"{LOOPBACK}:{self.tls_port}"

    def by_password(self, user: str, password: str | None = None) -> KafkaSecurity:
        """Log in with a password, by default the user's own."""
        file = self._secrets / f"{user}.{'own' if password is None else 'other'}"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{_password(user) if password is None else password}\n")
        return KafkaSecurity(Protocol.SASL_SSL, self._authority.certificate, user=user, password_file=file)

    def by_certificate(self, user: str) -> KafkaSecurity:
        """Log in with a certificate of the test's authority."""
        return KafkaSecurity(Protocol.SSL, self._authority.certificate, *self._authority.sign(user))

    def add_users(self, users: Iterable[str]) -> None:
        with KafkaAdminClient(bootstrap_servers=self.bootstrap, **self.by_password(ADMIN).options()) as admin:
            admin.alter_user_scram_credentials(
                [
                    UserScramCredentialUpsertion(user, ScramMechanism.SCRAM_SHA_512, _password(user).encode(), 4096)
                    for user in users
                ]
            )

    def _write_configuration(self) -> None:
        super()._write_configuration()
        certificate, key = self._authority.sign("broker")
        store = self.directory / "broker-with-key.pem"
        store.write_text(key.read_text() + certificate.read_text())
        addresses = f"SASL_SSL://{self.bootstrap},SSL://{self.tls_bootstrap}"
        settings = {
            "listeners": f"{addresses},CONTROLLER://{LOOPBACK}:{self._controller_port()}",
            "advertised.listeners": addresses,
            "listener.security.protocol.map": "SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "SSL",
            "listener.name.ssl.ssl.client.auth": "required",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": store,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self._authority.certificate,
            "ssl.principal.mapping.rules": "RULE:^CN=([^,]+).*$/$1/,DEFAULT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:ANONYMOUS;User:broker;User:{ADMIN}",
        }
        with self._properties.open("a") as file:
            file.writelines(f"{name}={value}\n" for name, value in settings.items())

    def _controller_port(self) -> str:
        lines = dict(line.split("=", 1) for line in self._properties.read_text().splitlines())
        return lines["controller.quorum.voters"].rpartition(":")[2]

    def _java(self, jars: tuple[Path, ...], main: str, *arguments: str | Path) -> list[str | Path]:
        user = ("--add-scram", f"SCRAM-SHA-512=[name={ADMIN},password={PASSWORD_OF_ADMIN}]")
        return super()._java(jars, main, *arguments, *(user if main == kafka_config.STORAGE_TOOL else ()))

    def _describes_itself(self) -> bool:
        try:
            admin = KafkaAdminClient(
                bootstrap_servers=self.bootstrap, request_timeout_ms=5000, **self.by_password(ADMIN).options()
            )
        except KafkaError:
            admin = None
        if admin is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)
                gc.collect()  # kafka-python leaves the socket of a refused login to the garbage collector
            return False
        admin.close()
        return True


def _password(user: str) -> str:
    return PASSWORD_OF_ADMIN if user == ADMIN else f"change-me-{user}"
