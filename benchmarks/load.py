"""`python -m benchmarks.load BOOTSTRAP TOPIC FILE`: write a file of messages to a topic, as fast as it goes.

A line is key, tab, value. Partitioned like the Java client. Runs in the environment of the peers.
"""

import sys
from pathlib import Path

from confluent_kafka import Producer

ACKNOWLEDGED_SECONDS = 120
AT_ONCE = 50_000


def main() -> None:
    """Write all and wait until all is acknowledged."""
    bootstrap, topic, file = sys.argv[1:]
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "partitioner": "murmur2_random",
            "linger.ms": 20,
            "batch.size": 1_000_000,
            "acks": "all",
            "queue.buffering.max.messages": 2 * AT_ONCE,
        }
    )
    with Path(file).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            key, value = line.rstrip(b"\n").split(b"\t", 1)
            producer.produce(topic, value, key)
            if number % AT_ONCE == 0:
                producer.flush()
    if producer.flush(ACKNOWLEDGED_SECONDS):
        sys.exit(f"{topic}: not everything was acknowledged")


if __name__ == "__main__":
    main()
