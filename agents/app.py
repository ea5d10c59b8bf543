"""The wiring: Faust app, table, agent, planner, carrier, emitter. Reads like a table of contents.

Owns every setting of Faust, with the reason where a reader would ask. Nothing connects here. Called by `worker`.
"""

from dataclasses import dataclass
from typing import Any, cast

import faust

from agents import odd_headers
from agents.access import faust_credentials
from agents.batch import Planner
from agents.carrier import Carrier
from agents.config import APP_ID, CHANGELOG_TOPIC, REGISTER, WorkerConfig
from agents.emit import Emitter
from agents.ends import Ends
from agents.fuse import Fuse
from agents.metrics import Metrics
from agents.store import RegisterTable
from agents.transport import Transport
from schemas import WORKER_TOPICS
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline

FETCH_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wired:
    """The parts of one worker."""

    app: faust.App
    table: RegisterTable
    emitter: Emitter
    carrier: Carrier


def create_app(config: WorkerConfig) -> faust.App:
    """Give the Faust app with its settings, without table and agent."""
    odd_headers.install()
    app = faust.App(
        APP_ID,
        broker=";".join(f"kafka://{server}" for server in config.bootstrap.split(",")),
        broker_credentials=faust_credentials(config.security),
        datadir=config.directory,
        store="memory://",
        Table=RegisterTable,
        processing_guarantee="at_least_once",
        topic_partitions=config.partitions,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=FETCH_BYTES,
        broker_max_poll_records=config.batch_events * 4,
        broker_commit_interval=config.commit_seconds,
        broker_commit_every=None,
        broker_session_timeout=config.session_seconds,
        broker_rebalance_timeout=config.session_seconds * 1.5,  # of members that live and do not come; Faust's is 60 s
        broker_request_timeout=config.session_seconds * 2,  # a request to join lasts for a whole rebalance
        stream_wait_empty=True,  # a rebalance waits for the batch under way
        stream_processing_timeout=1e9,  # the watch does this
        broker_commit_livelock_soft_timeout=1e9,  # and this
        table_standby_replicas=config.standbys,
        web_enabled=False,
        web_tables_enabled=False,
        autodiscover=False,
    )
    app.transport = Transport(app.conf.broker_consumer, app, Ends(config.bootstrap, config.security))
    return app


def create_table(app: faust.App, config: WorkerConfig) -> RegisterTable:
    """Give the register; a standby takes over every change at once, not in thousands."""
    table = app.Table(REGISTER, key_type=bytes, value_type=bytes, partitions=config.partitions, standby_buffer_size=1)
    return cast("RegisterTable", table)


def wire(config: WorkerConfig, metrics: Metrics) -> Wired:
    """Give all parts of a worker; raises PackError for a rule pack that is wrong."""
    rulebook = load_rulebook(config.rules)
    app = create_app(config)
    table = create_table(app, config)
    pipeline = Pipeline(rulebook, table.index, config.partitions)
    fuse = Fuse(config.internal_errors_per_minute)
    planner = Planner(pipeline, table.index, config, fuse)
    emitter = Emitter(config.bootstrap, CHANGELOG_TOPIC, config.emit_seconds, config.security)
    carrier = Carrier(config, planner, emitter, metrics, table.index)
    metrics.entries.set_function(table.index.size)
    metrics.changelog_read.set_function(lambda: table.index.read)

    @app.agent(app.topic(*WORKER_TOPICS, schema=_raw(), allow_empty=True), name="register", concurrency=1)
    async def register(stream: Any) -> None:
        await carrier.run(app, stream.channel.queue)

    @table.on_recover
    async def forget() -> None:
        planner.forget()

    return Wired(app, table, emitter, carrier)


def _raw() -> faust.Schema[Any, Any]:
    return faust.Schema(key_serializer="raw", value_serializer="raw")
