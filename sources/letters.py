"""The dead letters of a broker: read all, send one again, note what was done.

Owns the order that loses nothing: a letter is noted as settled after the broker has acknowledged its replay. A crash in
between sends it once more, which changes nothing, since events carry ids. What may be sent is decided in
`streams.letters`. Used by `naervaer dlq`.
"""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from kafka.errors import KafkaError

from schemas import CLOCK, ClockTick, dead_letter_topic, decode
from schemas.kafka_security import OPEN, KafkaSecurity
from sources.log import Log, Logged
from sources.producer import ACKNOWLEDGED_SECONDS, careful_producer
from sources.publisher import Undelivered
from streams.letters import Letter, State, letters_in


def read_letters(log: Log, topics: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters of some topics: by partition, there in the order in which they were rejected.

    Errors: LogUnreadableError.
    """
    names = [dead_letter_topic(topic) for topic in topics]
    return letters_in(_records(log, names))


def _records(log: Log, names: list[str]) -> Iterator[Logged]:
    for number in log.partitions(names[0]):
        yield from log.read(names, number)


class Postman:
    """Sends letters again, each acknowledged before `replay` returns, so that their order is kept."""

    def __init__(self, bootstrap: str, security: KafkaSecurity = OPEN) -> None:
        self._producer = careful_producer(bootstrap, security)

    def replay(self, letter: Letter, key: bytes | None, value: bytes) -> None:
        """Send a message in the place of a letter and note it. Errors: Undelivered."""
        headers = [("naervaer-attempts", str(letter.attempts).encode())]
        topic, partition = letter.place.topic, None
        if topic == CLOCK and isinstance(tick := decode(topic, key, value), ClockTick):
            partition = tick.partition
        self._send(topic, partition, key, value, headers)
        self.note(letter, State.REPLAYED)

    def note(self, letter: Letter, state: State) -> None:
        """Note what was done about a letter. Errors: Undelivered."""
        headers = [
            ("naervaer-settled", state.encode()),
            ("naervaer-settled-offset", str(letter.place.offset).encode()),
        ]
        self._send(dead_letter_topic(letter.place.topic), letter.place.partition, letter.key, None, headers)

    def _send(
        self,
        topic: str,
        partition: int | None,
        key: bytes | None,
        value: bytes | None,
        headers: list[tuple[str, bytes]],
    ) -> None:
        try:
            self._producer.send(topic, value=value, key=key, partition=partition, headers=headers).get(
                ACKNOWLEDGED_SECONDS
            )
        except (KafkaError, ValueError) as error:  # ValueError: the topic has no such partition
            raise Undelivered(f"{topic}: {error}") from error

    def close(self) -> None:
        """Close the connection."""
        self._producer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
