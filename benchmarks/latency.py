"""`python -m benchmarks.latency BOOTSTRAP DATE PROBES SECONDS WAIT`: how long an alert takes, from outside.

Every SECONDS a pupil is registered as unlawfully absent, which raises an alert at once. Writes the milliseconds from
the acknowledgement of each roll call until its alert was read, as a JSON list. WAIT seconds are given to the worker to
read the calendars first. Runs in the environment of the peers.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition

PARTITIONS = 4
SCHOOLS = tuple(f"PROB{number:02d}" for number in range(16))
UNMEASURED = 10
LAST_SECONDS = 60.0


class Reader(threading.Thread):
    """Notes when the alert of each pupil could be read first."""

    def __init__(self, bootstrap: str) -> None:
        """Stand at the end of the topic."""
        super().__init__(daemon=True)
        self.seen: dict[str, float] = {}
        self.over = threading.Event()
        self._consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "latency", "fetch.wait.max.ms": 50})
        places = [TopicPartition("naervaer.alerts.v1", number) for number in range(PARTITIONS)]
        for place in places:
            place.offset = self._consumer.get_watermark_offsets(place)[1]
        self._consumer.assign(places)

    def run(self) -> None:
        """Read until told that it is over."""
        while not self.over.is_set():
            message = self._consumer.poll(0.1)
            if message is not None and message.error() is None:
                alert = json.loads(message.value())
                self.seen.setdefault(alert["pupil"], time.monotonic())
        self._consumer.close()


def main() -> None:
    """Probe and report."""
    bootstrap, date, probes, seconds, wait = sys.argv[1:]
    producer = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "linger.ms": 0})
    for school in SCHOOLS:
        _send(producer, "naervaer.calendars.v1", _calendar(school))
    time.sleep(float(wait))
    reader = Reader(bootstrap)
    reader.start()
    acknowledged = {}
    for number in range(UNMEASURED + int(probes)):
        roll_call = _roll_call(SCHOOLS[number % len(SCHOOLS)], f"probe-{date}-{number}", date)
        acknowledged[f"probe-{date}-{number}"] = _send(producer, "naervaer.rollcalls.v1", roll_call)
        time.sleep(float(seconds))
    deadline = time.monotonic() + LAST_SECONDS
    while acknowledged.keys() - reader.seen.keys() and time.monotonic() < deadline:
        time.sleep(0.01)
    reader.over.set()
    reader.join()
    latencies = [1000 * max(0.0, reader.seen[pupil] - at) for pupil, at in acknowledged.items()]
    sys.stdout.write(json.dumps([round(each, 2) for each in latencies[UNMEASURED:]]))


def _send(producer: Producer, topic: str, message: dict[str, Any]) -> float:
    """Send a message and give the time at which it was acknowledged."""
    at: list[float] = []
    acknowledge: Callable[[object, object], None] = lambda error, _: at.append(time.monotonic())  # noqa: ARG005, E731
    producer.produce(topic, json.dumps(message).encode(), message["school"].encode(), on_delivery=acknowledge)
    while not at:
        producer.poll(0.1)
    return at[0]


def _calendar(school: str) -> dict[str, Any]:
    return {
        "id": f"cal-{school}",
        "school": school,
        "school_year": "2025/26",
        "recorded_at": "2025-06-01T12:00:00+02:00",
        "first_day": "2025-08-11",
        "after_last_day": "2026-06-27",
    }


def _roll_call(school: str, pupil: str, date: str) -> dict[str, Any]:
    return {
        "id": f"rc-{pupil}",
        "school": school,
        "class": "7A",
        "grade": 7,
        "date": date,
        "moment": "start",
        "recorded_at": f"{date}T08:05:00+02:00",
        "entries": [{"pupil": pupil, "status": "absent", "category": "unlawful"}],
    }


if __name__ == "__main__":
    main()
