"""Bytewax, one event per registration: a stateful step keyed by pupil, with its recovery store."""

from collections.abc import Iterable

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSourceMessage
from msgspec.json import Decoder

from benchmarks.peers.bytewax_flow import run, sink_message, source_and_flow
from benchmarks.peers.job import Progress, half_days, is_alert, is_unlawful, quarter, setting
from benchmarks.peers.messages import Counted, Registration

Counts = dict[str, tuple[int, int]]
"""Registered and unlawful half days by quarter."""


def main() -> None:
    """Run until a signal ends it."""
    given = setting()
    progress = Progress(given)
    decode = Decoder(Registration).decode

    def keyed(messages: list[KafkaSourceMessage]) -> Iterable[tuple[str, Registration]]:
        return [(each.pupil, each) for each in map(decode, (message.value for message in messages))]

    def count(state: Counts | None, each: Registration) -> tuple[Counts, Iterable[Counted]]:
        state = {} if state is None else state
        period = quarter(each.date)
        registered, unlawful = state.get(period, (0, 0))
        worth = half_days(each.grade)
        registered += worth
        if is_unlawful(each.status, each.category):
            unlawful += worth
        state[period] = registered, unlawful
        progress.add()
        return state, [Counted(each.pupil, period, registered, unlawful, is_alert(unlawful))] if unlawful else []

    flow, messages = source_and_flow(given)
    counted = op.stateful_flat_map("count", op.flat_map_batch("decode", messages, keyed), count)
    run(given, flow, op.map("encode", counted, sink_message))


if __name__ == "__main__":
    main()
