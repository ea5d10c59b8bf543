"""Bytewax on roll calls: a stateful step keyed by class, with its recovery store."""

from collections.abc import Iterable

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSourceMessage
from msgspec.json import Decoder

from benchmarks.peers.bytewax_flow import run, sink_message, source_and_flow
from benchmarks.peers.job import Progress, half_days, is_alert, is_unlawful, quarter, setting
from benchmarks.peers.messages import Counted, RollCall

Counts = dict[str, dict[str, tuple[int, int]]]
"""Registered and unlawful half days by quarter and pupil."""


def main() -> None:
    """Run until a signal ends it."""
    given = setting()
    progress = Progress(given)
    decode = Decoder(RollCall).decode

    def keyed(messages: list[KafkaSourceMessage]) -> Iterable[tuple[str, RollCall]]:
        roll_calls = map(decode, (message.value for message in messages))
        return [(f"{each.school}|{each.class_}", each) for each in roll_calls]

    def count(state: Counts | None, roll_call: RollCall) -> tuple[Counts, Iterable[Counted]]:
        state = {} if state is None else state
        period = quarter(roll_call.date)
        counts = state.setdefault(period, {})
        found, worth = [], half_days(roll_call.grade)
        for entry in roll_call.entries:
            registered, unlawful = counts.get(entry.pupil, (0, 0))
            registered += worth
            if is_unlawful(entry.status, entry.category):
                unlawful += worth
            counts[entry.pupil] = registered, unlawful
            if unlawful:
                found.append(Counted(entry.pupil, period, registered, unlawful, is_alert(unlawful)))
        progress.add()
        return state, found

    flow, messages = source_and_flow(given)
    counted = op.stateful_flat_map("count", op.flat_map_batch("decode", messages, keyed), count)
    run(given, flow, op.map("encode", counted, sink_message))


if __name__ == "__main__":
    main()
