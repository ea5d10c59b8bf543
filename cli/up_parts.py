"""The parts that `naervaer up` starts as processes of their own: which command, which log, how much patience."""

from agents.failure import STALLED
from cli.settings import environment_of_parts
from cli.up_options import District, UpOptions
from deploy.local.part import Part, PartSpec
from deploy.local.supervision import Policy

RESTARTS = 5


class Parts:
    """Builds the parts; `lock` is the file descriptor of the directory lock."""

    def __init__(self, options: UpOptions, lock: int) -> None:
        """Prepare; nothing starts."""
        self._options = options
        self._lock = lock
        self._environment = environment_of_parts(
            kafka=options.bootstrap,
            clickhouse=options.clickhouse_url,
            rules=options.rules,
            dir=options.directory,
            metrics_port=options.metrics_port,
        )

    def clickhouse(self) -> Part:
        """Give the embedded ClickHouse."""
        return self._part("clickhouse", "--port", str(self._options.clickhouse_port))

    def sink(self) -> Part:
        """Give the writer to ClickHouse, which is restarted like the worker."""
        return self._part("sink", policy=Policy(restarts=RESTARTS), answers=False)

    def worker(self) -> Part:
        """Give the worker; it ends itself when it makes no progress, so a few restarts are part of its life."""
        return self._part("worker", policy=Policy(restarts=RESTARTS, restart_while_starting=frozenset({STALLED})))

    def report(self) -> Part:
        """Give the report page."""
        return self._part("report", "--port", str(self._options.web_port), policy=Policy(restarts=RESTARTS))

    def clock(self) -> Part:
        """Give the clock, for an installation whose time is the real one."""
        return self._part("clock", policy=Policy(restarts=RESTARTS), answers=False)

    def simulate(self, district: District) -> Part:
        """Give the simulated district, which goes on where it stopped and may come to its end."""
        state = str(self._options.simulation)
        words = ("--to-kafka", "--state", state, *district.arguments())
        return self._part("simulate", *words, policy=Policy(may_finish=True), answers=False)

    def _part(self, command: str, *arguments: str, policy: Policy | None = None, answers: bool = True) -> Part:
        spec = PartSpec(
            name=command,
            arguments=(command, *arguments),
            environment=self._environment,
            log=self._options.log(command),
            keep=self._lock,
            policy=policy or Policy(),
            answers=answers,
        )
        return Part(spec)
