"""What `naervaer up` is told: ports, directory, and how large the simulated district is."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.ports import LOOPBACK
from schemas.kafka_security import OPEN, KafkaSecurity


@dataclass(frozen=True)
class District:
    """The simulated school district, in the words of `naervaer simulate`; None is that command's own default."""

    pupils: int | None = None
    speed: str | None = None
    seed: int | None = None

    def or_remembered(self, file: Path) -> "District":
        """Give the district of the last start where nothing else is asked for, and remember this one for the next."""
        if self == District() and file.exists():
            return District(**json.loads(file.read_text()))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self)))
        return self

    def arguments(self) -> tuple[str, ...]:
        """Give the options for `naervaer simulate`."""
        given = {"--pupils": self.pupils, "--speed": self.speed, "--seed": self.seed}
        return tuple(word for name, value in given.items() if value is not None for word in (name, str(value)))


@dataclass(frozen=True)
class UpOptions:
    """All that `naervaer up` needs to know; `kafka` and `clickhouse` are outside servers, None to start local ones."""

    directory: Path
    kafka: str | None
    clickhouse: str | None
    kafka_port: int
    clickhouse_port: int
    web_port: int
    metrics_port: int
    rules: Path
    district: District | None
    """None starts empty."""
    security: KafkaSecurity = OPEN
    """How to log in to an outside Kafka."""

    @property
    def bootstrap(self) -> str:
        """The Kafka to use."""
        return self.kafka or f"{LOOPBACK}:{self.kafka_port}"

    @property
    def clickhouse_url(self) -> str:
        """The ClickHouse to use."""
        return self.clickhouse or f"http://{LOOPBACK}:{self.clickhouse_port}"

    @property
    def metrics_url(self) -> str:
        """Where the worker shows its metrics."""
        return f"http://{LOOPBACK}:{self.metrics_port}/metrics"

    @property
    def report_url(self) -> str:
        """Where the report page is."""
        return f"http://{LOOPBACK}:{self.web_port}/"

    @property
    def simulation(self) -> Path:
        """Where the simulated district remembers how far it came."""
        return self.directory / "simulation.json"

    @property
    def remembered_district(self) -> Path:
        """Where the options of the simulated district are kept for the next start."""
        return self.directory / "district.json"

    def log(self, part: str) -> Path:
        """Where a part writes its log."""
        return self.directory / "logs" / f"{part}.log"

    def addresses(self) -> dict[str, str]:
        """Give the addresses for a person."""
        clickhouse = urlsplit(self.clickhouse_url)
        return {
            "Kafka": self.bootstrap,
            "ClickHouse": f"{clickhouse.scheme}://{clickhouse.netloc.rpartition('@')[2]}",
            "report": self.report_url,
            "metrics": self.metrics_url,
            "data": str(self.directory),
            "logs": str(self.directory / "logs"),
        }

    def ports(self) -> dict[str, tuple[int, str]]:
        """Give the ports that must be free: part, port and the option that changes it."""
        ports = {
            "the worker's metrics": (self.metrics_port, "--metrics-port"),
            "the report page": (self.web_port, "--web-port"),
        }
        if self.clickhouse is None:
            ports["ClickHouse"] = (self.clickhouse_port, "--clickhouse-port")
        if self.kafka is None:
            ports["Kafka"] = (self.kafka_port, "--kafka-port")
        return ports
