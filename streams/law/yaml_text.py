"""YAML 1.2 text of a rule pack -> the tree of its nodes, each with its line and its literal text.

Owns nothing but the reading of YAML; what the fields mean is `streams.law.fields` and `streams.law.rule_fields`.
Nodes are kept instead of values because a value has lost its line, and a float its exact decimal.
Called by `streams.law.packs`.
"""

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError


class FieldError(Exception):
    """One thing that is wrong in a pack.

    `line` counts from 1; `path` are the names of the fields around it, outermost first.
    """

    def __init__(self, line: int, reason: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(f"{'.'.join(path)}: {reason}" if path else reason)
        self.line = line
        self.reason = reason
        self.path = path

    def within(self, name: str) -> "FieldError":
        """Give the same error as seen from the field around it."""
        return FieldError(self.line, self.reason, (name, *self.path))


def line_of(node: Node) -> int:
    """Line on which the node begins, from 1."""
    return int(node.start_mark.line) + 1


def compose(data: bytes) -> Node:
    """Root node of a file with exactly one YAML document. Raises FieldError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FieldError(data.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from None
    yaml = YAML(typ="rt")
    yaml.composer.warn_double_anchors = False
    try:
        node: Node | None = yaml.compose(text)
    except ReaderError as error:
        raise FieldError(text.count("\n", 0, error.position) + 1, "holds a character that YAML forbids") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FieldError(mark.line + 1 if mark else 1, f"is not YAML: {error.problem}") from None
    except YAMLError as error:
        raise FieldError(1, f"is not YAML: {error}") from None
    except RecursionError:
        raise FieldError(1, "is nested too deeply") from None
    if node is None:
        raise FieldError(1, "is empty")
    return node
