"""The Kafka transport of Faust where whole polls are delivered at once and no seek loses a message.

Faust's own consumer makes four tasks per message to be able to stop in the middle; here it is four per poll. When a
recovery ends, Faust seeks to the committed offsets while messages flow, and then empties the agent's queue: what was
delivered in between would be read no more. Here the flow stops for the seek. What Faust polls of a changelog while the
flow rests it drops for good; here it is read again. Clock ticks are delivered when `hold` lets them go. Used by `app`.
"""

import asyncio
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka
from faust.types import TP

from agents.ends import Ends
from agents.hold import Held, Hold, Look
from agents.order import NO_ORDER, last_noted
from schemas import CLOCK, WORKER_TOPICS

BEFORE_TICKS = frozenset(WORKER_TOPICS) - {CLOCK}
DELIVERED_AT_ONCE = 100  # messages until other tasks get their turn
POLL_SECONDS = 1.0
POLL_SECONDS_WHILE_HELD = 0.02
ASK_AGAIN_SECONDS = 0.5


class Consumer(aiokafka.Consumer):
    """Faust's consumer for aiokafka."""

    transport: "Transport"

    def __init__(self, *args: Any, **options: Any) -> None:
        """Begin with nothing delivered."""
        super().__init__(*args, **options)
        self.delivered: dict[TP, int] = {}  # the offset after the last message given to the agent
        self._seeks_begun = 0
        self._seeks_done = 0
        self._hold: Hold[Any] = Hold()
        self._asks = False
        self._moved_at = 0.0  # when something was read last, or waited to be handled

    def is_member(self, generation: int) -> bool:
        """Tell whether the group still knows this worker in that generation, as far as this worker has heard."""
        client = self._thread._consumer
        return client is not None and client._coordinator.generation == generation

    def positions(self) -> dict[TP, int]:
        """Give where each assigned partition is read next; -1 while that is not known."""
        client = self._thread._consumer
        if client is None:
            return {}
        states = {tp: client._subscription.subscription.assignment.state_value(tp) for tp in client.assignment()}
        return {
            TP(*tp): -1 if state is None or not state.has_valid_position else state.position
            for tp, state in states.items()
        }

    async def first_offsets(self, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Give the first offset that comes after a seek: the committed one, or the first that the log still has."""
        asked = [TP(*place) for place in places]
        if not asked:
            return {}
        begins = await self.earliest_offsets(*map(aiokafka.ensure_aiokafka_TP, asked))
        return {(tp.topic, tp.partition): max(self._committed_offset.get(tp) or 0, begins[tp]) for tp in asked}

    async def perform_seek(self) -> None:
        """Go back to the committed offsets; nothing is delivered from now on until Faust resumes the flow."""
        self.stop_flow()
        await self._seek_to_committed()

    async def _seek_to_committed(self) -> None:
        self._seeks_begun += 1
        begun = self._seeks_begun
        self._hold.clear()
        await super().perform_seek()
        unread = [
            tp for tp in self.assignment() if not self._committed_offset.get(tp) and not self._is_changelog_tp(tp)
        ]
        if unread:  # Faust leaves them where they are, even when what was read of them was dropped
            await self._thread.seek_to_beginning(*map(aiokafka.ensure_aiokafka_TP, unread))
        self._seeks_done = begun

    async def _drain_messages(self, fetcher: Any) -> None:
        try:
            while not (self.should_stop or fetcher.should_stop):
                await self.sleep(0)
                seeks = self._seeks_begun
                seconds = POLL_SECONDS_WHILE_HELD if self._hold else POLL_SECONDS
                records, active = await self._wait_next_records(seconds)
                for tp in filter(self._is_changelog_tp, records or ()):
                    self.delivered.pop(tp, None)
                if not self.flow_active or not seeks == self._seeks_begun == self._seeks_done:
                    await self._seek_back()
                elif records or self._hold:
                    await self.wait_first(self._deliver(records or {}, active), self.suspend_flow.wait())
                await self._return_to_changelogs(records or {})
        except self.consumer_stopped_errors:
            if not self.transport.app.should_stop:
                raise

    async def _deliver(self, records: Mapping[TP, list[Any]], active: set[TP] | None) -> None:
        generation = self.app.consumer_generation_id
        changelogs = [tp for tp in records if self._is_changelog_tp(tp)]
        for tp in changelogs:
            await self._recover(tp, records[tp], active)
        events = {tp: found for tp, found in records.items() if tp not in changelogs} if changelogs else records
        for count, (tp, record) in enumerate(self.scheduler.iterate(events)):
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return
            if active is None or tp in active or tp in self._buffered_partitions:
                message = self._to_message(tp, record)
                if self._is_to_wait(message):
                    self._hold.put(tp.partition, message)
                else:
                    await self._deliver_one(tp, message)
            if count % DELIVERED_AT_ONCE == DELIVERED_AT_ONCE - 1:
                await asyncio.sleep(0)
        if self._hold:
            await self._deliver_ticks(moved=bool(records or self._buffered_partitions))

    def _is_to_wait(self, message: Any) -> bool:
        """Tell whether this is a clock tick; one whose place in the order is noted waits in that order."""
        if message.topic != CLOCK:
            return False
        tables: Any = self.app.tables
        notes = [table.index.orders.get(message.partition, NO_ORDER) for table in tables.values()]
        return all(message.offset > last_noted(note, CLOCK) for note in notes)

    async def _deliver_ticks(self, *, moved: bool) -> None:
        """Deliver the ticks that may go on: all that was read by now is delivered, and nothing is being read."""
        if not self._asks and self._hold.unanswered():
            self._asks = True
            self.add_future(self._ask_ends())
        if moved:
            self._moved_at = monotonic()
        for message in self._hold.take(Look(self.positions(), monotonic() - self._moved_at)):
            if message.generation_id == self.app.consumer_generation_id:
                await self._deliver_one(message.tp, message)

    async def _ask_ends(self) -> None:
        """Ask for the ends that ticks wait for, until they are known."""
        try:
            while not self.should_stop and (asked := self._hold.unanswered()):
                answers = [await self._ask_ends_of(partition, held) for partition, held in asked.items()]
                if not all(answers):
                    await self.sleep(ASK_AGAIN_SECONDS)
        finally:
            self._asks = False

    async def _ask_ends_of(self, partition: int, held: list[Held[Any]]) -> bool:
        """Ask for those of one partition, so that one without a leader does not hold the ticks of the others."""
        awaited = [tp for tp in self.assignment() if tp.partition == partition and tp.topic in BEFORE_TICKS]
        try:
            self._hold.answer({partition: held}, await self.transport.ends.of(awaited))
        except (KafkaError, OSError) as error:
            self.log.warning("Ends of partition %d: %s", partition, type(error).__name__)
            return False
        return True

    async def on_stop(self) -> None:
        """Disconnect."""
        await super().on_stop()
        await self.transport.ends.close()

    async def _recover(self, tp: TP, records: list[Any], active: set[TP] | None) -> None:
        """Give records of a changelog to its table at once; Faust takes a tenth of a millisecond for each.

        The last one goes Faust's way as well, so that Faust knows how far its recovery is.
        """
        if self.flow_active and (active is None or tp in active):
            tables: Any = self.app.tables
            tables._changelogs[tp.topic].index.recover(tp.partition, records)
            await self._deliver_one(tp, self._to_message(tp, records[-1]))

    async def _deliver_one(self, tp: TP, message: Any) -> None:
        read = self._read_offset[tp]
        if read is not None and message.offset < read:
            return
        if read and message.offset - read > 1 and self.app.topics.acks_enabled_for(message.topic):
            await self._add_gap(tp, read + 1, message.offset)
        await self.callback(message)
        self._read_offset[tp] = message.offset
        self.delivered[tp] = message.offset + 1

    async def _return_to_changelogs(self, records: Mapping[TP, list[Any]]) -> None:
        """Go back to what was polled of changelogs and not delivered: no seek to a commit does it, and Faust forgets.

        A standby's register would have a hole. A seek that came meanwhile to an earlier place holds.
        """
        changelogs = [tp for tp in records if self._is_changelog_tp(tp)]
        places = self.positions() if changelogs else {}
        for tp in changelogs:
            first = self.delivered.get(tp, records[tp][0].offset)
            if first <= records[tp][-1].offset and places.get(tp, -1) >= 0:
                try:
                    await self._thread.seek_wait({tp: min(first, places[tp])})
                except Exception as error:  # noqa: BLE001 (the rebalance under way seeks again)
                    self.log.warning("Seek in a changelog: %s", type(error).__name__)

    async def _seek_back(self) -> None:
        try:
            await self._seek_to_committed()
        except Exception as error:  # noqa: BLE001 (as in Faust: the rebalance under way seeks again)
            self.log.warning("Seek while the flow is stopped: %s", type(error).__name__)

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Leave this to the watch, which asks the broker."""


class Transport(aiokafka.Transport):
    """Faust's transport for aiokafka, with the consumer above."""

    Consumer = Consumer

    def __init__(self, url: Any, app: Any, ends: Ends) -> None:
        """Read from `url`; `ends` answers where partitions end."""
        super().__init__(url, app)
        self.ends = ends
