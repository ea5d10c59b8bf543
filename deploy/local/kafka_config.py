"""The configuration of the local Kafka broker: KRaft, one process, loopback only, nothing replicated.

Pure text. What is kept is kept for good (no retention unless a topic says so): simulated time is not the broker's time.
"""

from pathlib import Path

from deploy.local.ports import LOOPBACK

CLUSTER_ID = "bmFlcnZhZXItbG9jYWwtMQ"  # any 16 bytes in base64url; these spell naervaer-local-1
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
HEAP_MEGABYTES = 512
STORAGE_TOOL = "kafka.tools.StorageTool"
BROKER = "kafka.Kafka"


def server_properties(port: int, controller_port: int, logs: Path) -> str:
    """Give server.properties for a broker and controller in one process with its logs in `logs`."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": logs.as_posix(),
        "auto.create.topics.enable": "false",
        "log.retention.ms": -1,
        "message.max.bytes": MAX_MESSAGE_BYTES,
        "replica.fetch.max.bytes": MAX_MESSAGE_BYTES,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def log4j_configuration() -> str:
    """Give log4j2.yaml: warnings and errors only, to the standard output, which is the log file of the broker."""
    return """\
Configuration:
  status: error
  Appenders:
    Console:
      name: out
      target: SYSTEM_OUT
      PatternLayout: {pattern: "%d{yyyy-MM-dd HH:mm:ss,SSS} %p %m (%c)%n"}
  Loggers:
    Root: {level: warn, AppenderRef: {ref: out}}
    Logger:
      - {name: org.apache.kafka.common.config.AbstractConfig, level: error}
"""


def java_options(log4j: Path) -> tuple[str, ...]:
    """Give the options of the Java machine that runs the broker."""
    return (
        f"-Xmx{HEAP_MEGABYTES}m",
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "--sun-misc-unsafe-memory-access=allow",
        "-Djava.awt.headless=true",
        f"-Dlog4j2.configurationFile={log4j}",
    )
