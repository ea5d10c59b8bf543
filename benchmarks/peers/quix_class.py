"""Quix Streams on roll calls: one state per class, of all its pupils, in RocksDB with a changelog topic."""

from collections.abc import Iterator

from quixstreams import State

from benchmarks.peers.job import Progress, half_days, is_alert, is_unlawful, quarter, setting
from benchmarks.peers.messages import Counted, RollCall
from benchmarks.peers.quix_app import application, decoding, encode

Counts = dict[str, list[int]]
"""Registered and unlawful half days by pupil."""


def main() -> None:
    """Run until a signal ends it."""
    given = setting()
    progress = Progress(given)
    app = application(given)
    decode = decoding(RollCall)

    def count(value: bytes, state: State) -> list[Counted]:
        roll_call = decode(value)
        period = quarter(roll_call.date)
        key = f"{roll_call.class_}|{period}"
        counts: Counts = state.get(key, {})
        found = list(_add(roll_call, period, counts))
        state.set(key, counts)
        progress.add()
        return found

    counted = app.dataframe(app.topic(given.source, value_deserializer="bytes")).apply(count, stateful=True)
    counted.apply(lambda found: found, expand=True).apply(encode).to_topic(
        app.topic(given.target, value_serializer="bytes")
    )
    app.run()


def _add(roll_call: RollCall, period: str, counts: Counts) -> Iterator[Counted]:
    worth = half_days(roll_call.grade)
    for entry in roll_call.entries:
        both = counts.setdefault(entry.pupil, [0, 0])
        both[0] += worth
        if is_unlawful(entry.status, entry.category):
            both[1] += worth
        if both[1]:
            yield Counted(entry.pupil, period, both[0], both[1], is_alert(both[1]))


if __name__ == "__main__":
    main()
