"""What both forms on Bytewax share: Kafka at both ends, one worker, a snapshot of the state every second."""

from datetime import timedelta
from pathlib import Path

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.run import cli_main
from msgspec.json import Encoder

from benchmarks.peers.job import Setting
from benchmarks.peers.messages import Counted

_ENCODER = Encoder()


def source_and_flow(given: Setting) -> tuple[Dataflow, op.Stream[KafkaSourceMessage]]:
    """Give the dataflow and its messages."""
    flow = Dataflow("counting")
    return flow, op.input("source", flow, KafkaSource([given.bootstrap], [given.source], batch_size=1000))


def sink_message(counted: tuple[str, Counted]) -> KafkaSinkMessage:
    """Encode counts, keyed by pupil."""
    return KafkaSinkMessage(counted[1].pupil.encode(), _ENCODER.encode(counted[1]))


def run(given: Setting, flow: Dataflow, counted: op.Stream[KafkaSinkMessage]) -> None:
    """Run the dataflow with its recovery store."""
    op.output("target", counted, KafkaSink([given.bootstrap], given.target))
    recovery = Path(given.directory) / "recovery"
    recovery.mkdir(parents=True)
    init_db_dir(recovery, 1)
    cli_main(flow, epoch_interval=timedelta(seconds=1), recovery_config=RecoveryConfig(recovery))
