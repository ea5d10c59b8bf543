"""Idiomatic Faust: one event per registration, model records, a table with an entry per pupil and quarter."""

import faust

from benchmarks.peers.job import Progress, half_days, is_alert, is_unlawful, quarter, setting


class Registration(faust.Record):
    """One registration."""

    pupil: str
    grade: int
    date: str
    status: str
    category: str | None = None


class Counted(faust.Record):
    """The counts of a pupil in a quarter."""

    pupil: str
    quarter: str
    registered: int
    unlawful: int
    alert: bool


def application() -> faust.App:
    """Give the app with its table and its agent."""
    given = setting()
    progress = Progress(given)
    app = faust.App(
        given.source,
        broker=f"kafka://{given.bootstrap}",
        datadir=given.directory,
        store="memory://",
        topic_partitions=4,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=1.0,
        web_enabled=False,
    )
    source = app.topic(given.source, key_type=str, value_type=Registration)
    target = app.topic(given.target, key_type=str, value_type=Counted)
    counts = app.Table("counts", key_type=str, value_type=Counted, partitions=4)

    @app.agent(source)
    async def count(registrations: faust.StreamT[Registration]) -> None:
        async for each in registrations:
            period = quarter(each.date)
            key = f"{each.pupil}|{period}"
            before = counts.get(key)
            registered, unlawful = (before.registered, before.unlawful) if before else (0, 0)
            worth = half_days(each.grade)
            if is_unlawful(each.status, each.category):
                unlawful += worth
            counted = Counted(each.pupil, period, registered + worth, unlawful, is_alert(unlawful))
            counts[key] = counted
            if unlawful:
                await target.send(key=each.pupil, value=counted)
            progress.add()

    return app


if __name__ == "__main__":
    application().main()
