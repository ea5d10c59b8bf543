"""docs/scale.md: what 1, 10 and 100 Denmarks need, from measured figures and stated assumptions."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from agents.config import CHANGELOG_TOPIC
from benchmarks.morning_part import SCHOOL_DAYS, WHOLE_NATION, clickhouse_bytes, national_year_registrations
from benchmarks.plot import line_chart
from benchmarks.ratios import digits
from cli.documentation.markdown import table
from schemas import ALERTS, FACTS, ROLL_CALLS

Results = Any
DENMARKS = (1, 10, 100)
BUSIEST = 2 / 900  # of the morning's roll calls in the busiest second: twice the mean of a quarter of an hour
UTILISATION = 0.5
REPLICAS = 3
BROKER_MEGABYTES_PER_SECOND = 50
SHARD_GIGABYTES = 2_000
KEPT_YEARS = {ROLL_CALLS: 2.2, ALERTS: 2.2, FACTS: 1 / 12}
"""How long a topic is kept, in years of the catalogue's days."""

_ASSUMED = """\
Measured are the processor time and the bytes of [benchmarks](benchmarks.md). One Denmark is 28,000 classes of 25.
Assumed: {days} school days; in grades 7 to 9 a second roll call; the busiest second brings twice the mean of a quarter
of an hour; workers and sinks are used to {utilisation} % in that second; {replicas} replicas; a broker takes
{broker} MB/s of writes, replicas included; a ClickHouse shard holds {shard} GB. All else is arithmetic. Days with few
alerts and days with many differ; the morning measured has its alerts, so the year is projected with them."""

_BREAKS = """\
## What breaks first

1. **A worker dies at the peak.** Its partitions rest for 15 s (the session), then their new owners read their state
   from the changelog, unless they are standbys. Where there are enough workers, no lag that load makes is as large. The
   alert is late by the session and the recovery, and nothing is lost. More, smaller workers make it smaller.
2. **Too few workers.** Python judges on one core: what arrives in excess waits until after the peak. A worker that gets
   too little of its core for long is late with all, and in turns: partitions are fetched one after the other, and what
   arrived first in one may wait for minutes behind a burst in others. The watch knows the difference between such a
   wait and a partition that is no longer fetched.
3. **The hash of schools onto partitions.** With few schools per partition some have twice the mean. Six partitions per
   worker, as simulated here, are enough.
4. **The facts.** They are the largest topic by bytes a second; the sink is one process and must be split by partition
   before the workers' number is in the tens, with one shard of ClickHouse for each.
5. **The broker** is last: its megabytes a second are few. The number of partitions (all topics have the same) counts
   first there, and one cluster carries some tens of thousands.

A second country is a second cluster: schools never share state, so nothing above one cluster has to be shared."""


def scale_page(morning: Results, peak: Results) -> Iterator[str]:
    """Give the blocks of the page."""
    yield _ASSUMED.format(
        days=SCHOOL_DAYS,
        utilisation=round(UTILISATION * 100),
        replicas=REPLICAS,
        broker=BROKER_MEGABYTES_PER_SECOND,
        shard=SHARD_GIGABYTES,
    )
    yield "## What it takes"
    yield table(("", *(f"{each} × Denmark" for each in DENMARKS)), _needs(morning))
    yield "## The peak, simulated"
    milliseconds = peak["service_seconds_per_roll_call"] * 1000
    yield (
        "Roll calls arrive within a quarter of an hour from 8:05 on, most of them after three minutes, and take a"
        f" worker {digits(milliseconds)} ms each, by the processor time measured. Every school lies in the partition"
        " that its key gives it. Where one worker is killed, it happens at 8:08."
    )
    yield from (f"![Roll calls waiting, {each} × Denmark](scale-{each}.svg)" for each in DENMARKS)
    yield table(("", "workers", "most waiting", "longer than 10 s of work for all"), _peaks(peak))
    yield _BREAKS


def lag_chart(peak: Results, denmarks: int) -> str:
    """Give the chart of one size as SVG."""
    series = {each["name"]: each["waiting"] for each in peak["lag"] if each["denmarks"] == denmarks}
    title = f"Roll calls waiting in the morning, {denmarks} × Denmark"
    return line_chart(title, "minutes after 8:05", "roll calls", series)


def _needs(morning: Results) -> Iterator[tuple[str, ...]]:
    rounds = [each["worker"] for each in morning["rounds"]]
    worker_seconds = median(each["cpu_seconds_per_million"] for each in rounds) / 1e6
    sink_seconds = median(each["sink"]["cpu_seconds_per_million"] for each in rounds) / 1e6
    on_clickhouse = median(map(clickhouse_bytes, morning["rounds"]))
    on_topic = {
        name: median(each["bytes_per_registration"][name] for each in rounds)
        for name in rounds[0]["bytes_per_registration"]
    }
    pupils = morning["pupils_of_a_class"]
    year = national_year_registrations(pupils)
    busiest = WHOLE_NATION * BUSIEST

    def row(words: str, one: float, *, whole: bool = False) -> tuple[str, ...]:
        return words, *(_number(one * each, whole=whole) for each in DENMARKS)

    yield row("registrations a year, millions", year / 1e6)
    yield row("roll calls in the busiest second", busiest)
    workers = busiest * pupils * worker_seconds / UTILISATION
    yield row("workers (one core each)", workers, whole=True)
    yield "partitions, six per worker, at least 12", *(str(max(12, 6 * _whole(workers * each))) for each in DENMARKS)
    yield row("sinks (one core each)", busiest * pupils * sink_seconds / UTILISATION, whole=True)
    megabytes = busiest * pupils * sum(on_topic.values()) * REPLICAS / 1e6
    yield row("written to brokers in the busiest second, MB, replicas included", megabytes)
    brokers = megabytes / BROKER_MEGABYTES_PER_SECOND
    yield "brokers, at least 3", *(str(max(3, _whole(brokers * each))) for each in DENMARKS)
    kept = sum(on_topic[name] * years for name, years in KEPT_YEARS.items()) * year / 1e9
    yield row("roll calls, alerts and facts on Kafka as long as they are kept, GB, one replica", kept)
    yield row(
        f"changelog of a year before compaction (`{CHANGELOG_TOPIC}`), GB", on_topic[CHANGELOG_TOPIC] * year / 1e9
    )
    stored = on_clickhouse * year / 1e9
    yield row("ClickHouse, a year, GB", stored)
    shards = [max(stored * each * 5 / SHARD_GIGABYTES, 1) for each in DENMARKS]
    yield "ClickHouse shards for five years", *(str(_whole(each)) for each in shards)
    everything = (sum(on_topic.values()) + on_clickhouse) * year / 1e9
    yield row("**a whole year of everything on disk, nothing expired or compacted, one replica, GB**", everything)


def _peaks(peak: Results) -> Iterator[tuple[str, ...]]:
    for each in peak["lag"]:
        most = max(waiting for _, waiting in each["waiting"])
        capacity = int("".join(filter(str.isdigit, each["name"])))
        late = most > 10 * capacity / peak["service_seconds_per_roll_call"]
        yield f"{each['denmarks']} × Denmark", each["name"], f"{most:,}", "yes" if late else "no"


def _number(value: float, *, whole: bool) -> str:
    return f"{_whole(value):,}" if whole else digits(value) if value < 1000 else f"{value:,.0f}"


def _whole(value: float) -> int:
    return max(1, -int(-value // 1))
