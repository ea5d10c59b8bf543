"""Quix Streams, one event per registration: state per pupil in RocksDB with a changelog topic."""

from quixstreams import State

from benchmarks.peers.job import Progress, half_days, is_alert, is_unlawful, quarter, setting
from benchmarks.peers.messages import Counted, Registration
from benchmarks.peers.quix_app import application, decoding, encode


def main() -> None:
    """Run until a signal ends it."""
    given = setting()
    progress = Progress(given)
    app = application(given)
    decode = decoding(Registration)

    def count(value: bytes, state: State) -> Counted | None:
        registration = decode(value)
        period = quarter(registration.date)
        registered, unlawful = state.get(period, (0, 0))
        worth = half_days(registration.grade)
        registered += worth
        if is_unlawful(registration.status, registration.category):
            unlawful += worth
        state.set(period, (registered, unlawful))
        progress.add()
        return Counted(registration.pupil, period, registered, unlawful, is_alert(unlawful)) if unlawful else None

    counted = app.dataframe(app.topic(given.source, value_deserializer="bytes")).apply(count, stateful=True)
    counted = counted.filter(lambda value: value is not None).apply(encode)
    counted.to_topic(app.topic(given.target, value_serializer="bytes"))
    app.run()


if __name__ == "__main__":
    main()
