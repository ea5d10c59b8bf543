"""Asks the broker where partitions end, over a connection of its own.

Over that of the consumer an answer would come after the fetch that waits there for events, in a second or more.
Connects when first asked. Used by the transport.
"""

from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer
from faust.types import TP

from agents.access import aiokafka_options
from schemas.kafka_security import OPEN, KafkaSecurity

ASK_SECONDS = 2.0


class Ends:
    """The ends of partitions, as a broker knows them."""

    def __init__(self, bootstrap: str, security: KafkaSecurity = OPEN) -> None:
        """Describe the connection."""
        self._bootstrap = bootstrap
        self._security = security
        self._client: AIOKafkaConsumer | None = None

    async def of(self, places: Iterable[TP]) -> dict[TP, int]:
        """Give the offset after the last event of each partition. Raises KafkaError without an answer."""
        client = self._client or await self._connected()
        return {TP(*place): end for place, end in (await client.end_offsets(list(places))).items()}

    async def close(self) -> None:
        """Disconnect."""
        client, self._client = self._client, None
        if client is not None:
            await client.stop()

    async def _connected(self) -> AIOKafkaConsumer:
        client = self._client = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id="naervaer-worker-ends",
            enable_auto_commit=False,
            request_timeout_ms=int(ASK_SECONDS * 1000),
            **aiokafka_options(self._security),
        )
        try:
            await client.start()
        except BaseException:
            await self.close()
            raise
        return client
