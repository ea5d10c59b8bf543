"""The rule packs of a directory -> the Rulebook, or one PackError with the first thing wrong in each rule of each file.

Owns the shape of a pack and what holds between packs; refuses rather than guesses, so that no rule is lost silently.
Called where a program starts, before anything is judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml.nodes import Node

from streams.pack_fields import Fields, calendar_date, listed, words
from streams.pack_rules import read_rule
from streams.pack_yaml import FieldError, compose, line_of
from streams.rules import Rule, Rulebook


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
class PlacedRule:
    """A rule and where it stands."""

    rule: Rule
    file: Path
    line: int


def load_rulebook(directory: Path) -> Rulebook:
    """Read every *.yaml of the directory as a rule pack. Raises PackError."""
    if not directory.is_dir():
        raise PackError((Fault(directory, 0, "is no directory of rule packs"),))
    files = sorted(directory.glob("*.yaml"))
    if not files:
        raise PackError((Fault(directory, 0, "holds no rule pack (*.yaml)"),))
    placed: list[PlacedRule] = []
    faults = [Fault(file, 0, "would be passed over: a rule pack ends in .yaml") for file in directory.glob("*.yml")]
    for file in files:
        rules, wrong = read_pack(file)
        placed += rules
        faults += wrong
    faults += repeated_ids(placed)
    if faults:
        raise PackError(tuple(faults))
    return Rulebook(tuple(entry.rule for entry in placed))


def read_pack(file: Path) -> tuple[list[PlacedRule], list[Fault]]:
    """Rules of one file that can be read, and what is wrong with the others or with the file."""
    try:
        name, version, nodes = read_head(compose(file.read_bytes()), file.stem)
    except OSError as error:
        return [], [Fault(file, 0, f"cannot be read: {error.strerror}")]
    except FieldError as error:
        return [], [Fault(file, error.line, str(error))]
    rules: list[PlacedRule] = []
    faults: list[Fault] = []
    for index, node in enumerate(nodes):
        try:
            rules.append(PlacedRule(read_rule(node, name, version), file, line_of(node)))
        except FieldError as error:
            faults.append(Fault(file, error.line, str(error.within(f"rules[{index}]"))))
    return rules, faults


def read_head(root: Node, stem: str) -> tuple[str, date, tuple[Node, ...]]:
    """Name, version and the rules still to be read; `stem` is the file's name without ".yaml". Raises FieldError."""
    pack = Fields(root, ("pack", "version", "rules"))
    name = pack.required("pack", words)
    if name != stem:
        raise pack.error("pack", f"the pack {name!r} stands in {stem}.yaml: both must have the same name")
    version = pack.required("version", calendar_date)
    nodes = pack.required("rules", listed(lambda node: node))
    if not nodes:
        raise pack.error("rules", "the pack has no rules")
    return name, version, nodes


def repeated_ids(placed: Iterable[PlacedRule]) -> list[Fault]:
    """Rules whose id already belongs to another rule of any pack."""
    first: dict[str, PlacedRule] = {}
    faults: list[Fault] = []
    for entry in placed:
        known = first.setdefault(entry.rule.id, entry)
        if known is not entry:
            reason = f"the rule id {entry.rule.id!r} is already taken by {known.file.name}, line {known.line}"
            faults.append(Fault(entry.file, entry.line, reason))
    return faults
