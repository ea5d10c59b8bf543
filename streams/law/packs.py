"""The rule packs of a directory -> rules and targets, or one PackError with the first thing wrong in each of them.

Owns the shape of a pack and what holds between packs; refuses rather than guesses, so that no rule is lost silently.
Called where a program starts, before anything is judged.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml.nodes import Node

from streams.law.fields import Fields, calendar_date, listed, words
from streams.law.rule import Denominator, Rule, Rulebook, Unit
from streams.law.rule_fields import read_rule
from streams.law.target import Target
from streams.law.target_fields import read_target
from streams.law.yaml_text import FieldError, compose, line_of


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, on which line (from 1; 0 = the file as a whole), and why."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class PackError(Exception):
    """The rule packs are refused. `file`, `line` and `reason` are those of the first of the `faults`."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
        self.file = faults[0].file
        self.line = faults[0].line
        self.reason = faults[0].reason


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule or a target, and where it stands."""

    what: Rule | Target
    file: Path
    line: int


def load_rulebook(directory: Path) -> Rulebook:
    """Read the rules of every *.yaml of the directory. Raises PackError, also for a target that is wrong."""
    return Rulebook(tuple(entry.what for entry in _load(directory) if isinstance(entry.what, Rule)))


def load_targets(directory: Path) -> tuple[Target, ...]:
    """Read the targets of every *.yaml of the directory, by id. Raises PackError, also for a rule that is wrong."""
    targets = (entry.what for entry in _load(directory) if isinstance(entry.what, Target))
    return tuple(sorted(targets, key=lambda target: target.id))


def _load(directory: Path) -> list[Placed]:
    if not directory.is_dir():
        raise PackError((Fault(directory, 0, "is no directory of rule packs"),))
    files = sorted(directory.glob("*.yaml"))
    if not files:
        raise PackError((Fault(directory, 0, "holds no rule pack (*.yaml)"),))
    placed: list[Placed] = []
    faults = [Fault(file, 0, "would be passed over: a rule pack ends in .yaml") for file in directory.glob("*.yml")]
    for file in files:
        found, wrong = read_pack(file)
        placed += found
        faults += wrong
    faults += repeated_ids(placed)
    faults += [] if faults else unknown_references(placed)
    if faults:
        raise PackError(tuple(faults))
    return placed


def read_pack(file: Path) -> tuple[list[Placed], list[Fault]]:
    """Rules and targets of one file that can be read, and what is wrong with the others or with the file."""
    try:
        head = read_head(compose(file.read_bytes()), file.stem)
    except OSError as error:
        return [], [Fault(file, 0, f"cannot be read: {error.strerror}")]
    except FieldError as error:
        return [], [Fault(file, error.line, str(error))]
    placed: list[Placed] = []
    faults: list[Fault] = []
    for place, read, node in head.parts():
        try:
            placed.append(Placed(read(node, head.name, head.version), file, line_of(node)))
        except FieldError as error:
            faults.append(Fault(file, error.line, str(error.within(place))))
    return placed, faults


@dataclass(frozen=True, slots=True)
class Head:
    """A pack of which name and version are read, its rules and targets not yet."""

    name: str
    version: date
    rules: tuple[Node, ...]
    targets: tuple[Node, ...]

    def parts(self) -> Iterator[tuple[str, Callable[[Node, str, date], Rule | Target], Node]]:
        """Yield what is still to be read: its place in the file, its reader, its node."""
        yield from ((f"rules[{index}]", read_rule, node) for index, node in enumerate(self.rules))
        yield from ((f"targets[{index}]", read_target, node) for index, node in enumerate(self.targets))


def read_head(root: Node, stem: str) -> Head:
    """Read name and version; `stem` is the file's name without ".yaml". Raises FieldError."""
    pack = Fields(root, ("pack", "version", "rules", "targets"))
    name = pack.required("pack", words)
    if name != stem:
        raise pack.error("pack", f"the pack {name!r} stands in {stem}.yaml: both must have the same name")
    version = pack.required("version", calendar_date)
    nodes = pack.required("rules", listed(lambda node: node))
    if not nodes:
        raise pack.error("rules", "the pack has no rules")
    return Head(name, version, nodes, pack.optional("targets", listed(lambda node: node), ()))


def repeated_ids(placed: Iterable[Placed]) -> list[Fault]:
    """Rules and targets whose id already belongs to another one of any pack."""
    first: dict[str, Placed] = {}
    faults: list[Fault] = []
    for entry in placed:
        known = first.setdefault(entry.what.id, entry)
        if known is not entry:
            kind = "rule" if isinstance(entry.what, Rule) else "target"
            reason = f"the {kind} id {entry.what.id!r} is already taken by {known.file.name}, line {known.line}"
            faults.append(Fault(entry.file, entry.line, reason))
    return faults


def unknown_references(placed: Iterable[Placed]) -> list[Fault]:
    """Rules that count the pupils under a rule that no pack has, or that is not about pupils in the same window."""
    rules = [(entry, entry.what) for entry in placed if isinstance(entry.what, Rule)]
    known = {rule.id: rule for _, rule in rules}
    faults: list[Fault] = []
    for entry, rule in rules:
        name = rule.count.rule
        counted = known.get(name) if name else None
        if name and (counted is None or counted.subject != "pupil" or counted.window != rule.window):
            reason = f"count.rule must be a rule about pupils in the window {rule.window.kind}, not {name!r}"
            faults.append(Fault(entry.file, entry.line, reason))
        elif counted and rule.subject == "class" and not _is_of_days_known(counted):
            reason = f"count.rule must count days, not as percent of held_school_days, to be asked of a class: {name!r}"
            faults.append(Fault(entry.file, entry.line, reason))
    return faults


def _is_of_days_known(rule: Rule) -> bool:
    """Whether what an alert of the rule shows does not change by the mere passing of days."""
    return rule.count.unit is Unit.DAYS and rule.threshold.of is not Denominator.HELD_SCHOOL_DAYS
