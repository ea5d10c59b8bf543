"""How the worker logs in to Kafka: the same values as options of aiokafka and of Faust.

Owns the TLS context. Reads the files when a connection is described. Called by `app` and `emit`.
"""

import ssl
from typing import Any

import faust
from faust.types.auth import CredentialsT

from schemas.kafka_security import MECHANISM, KafkaSecurity, Protocol


def tls_context(security: KafkaSecurity) -> ssl.SSLContext:
    """Give a context that checks the broker's name and certificate, with this client's own when there is one."""
    context = ssl.create_default_context(cafile=security.ca)
    if security.certificate is not None:
        context.load_cert_chain(security.certificate, security.key)
    return context


def aiokafka_options(security: KafkaSecurity) -> dict[str, Any]:
    """Give the options of an aiokafka client."""
    if security.protocol is Protocol.PLAINTEXT:
        return {}
    options: dict[str, Any] = {"security_protocol": security.protocol.value, "ssl_context": tls_context(security)}
    if security.protocol is Protocol.SASL_SSL:
        options |= {
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": security.user,
            "sasl_plain_password": security.password(),
        }
    return options


def faust_credentials(security: KafkaSecurity) -> CredentialsT | None:
    """Give Faust's credentials, None for an open connection."""
    if security.protocol is Protocol.PLAINTEXT:
        return None
    if security.protocol is Protocol.SSL:
        return faust.SSLCredentials(context=tls_context(security))
    return faust.SASLCredentials(
        mechanism=MECHANISM,
        username=security.user,
        password=security.password(),
        ssl_context=tls_context(security),
    )
