"""The floor: consume with confluent-kafka, decode with msgspec, do nothing else."""

from confluent_kafka import Consumer
from msgspec.json import Decoder

from benchmarks.peers.job import Progress, setting
from benchmarks.peers.messages import RollCall


def main() -> None:
    """Read for ever."""
    given = setting()
    progress = Progress(given)
    decoder = Decoder(RollCall)
    consumer = Consumer(
        {"bootstrap.servers": given.bootstrap, "group.id": given.source, "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([given.source])
    while True:
        messages = consumer.consume(500, 0.1)
        for message in messages:
            decoder.decode(message.value())
        progress.add(len(messages))


if __name__ == "__main__":
    main()
