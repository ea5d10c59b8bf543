"""`python -m deploy.licences`: what is installed, under which licence, by the packages' own metadata.

Owns the reading of the metadata. Says which packages the command needs to run; the others are tools of development.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from typing import NamedTuple

OWN = "naervaer"
UNKNOWN = "unknown"
_CLASSIFIER = "License :: "
_LONGEST = 60


class Licensed(NamedTuple):
    """One installed package."""

    name: str
    version: str
    licence: str
    needed_to_run: bool


def installed() -> tuple[Licensed, ...]:
    """Return all installed packages by name."""
    needed = set(_needed(OWN, set()))
    found = {_normal(each.metadata["Name"]): each for each in distributions()}
    return tuple(Licensed(name, each.version, licence_of(each), name in needed) for name, each in sorted(found.items()))


def licence_of(package: Distribution) -> str:
    """Return the licence by expression, else by classifiers, else by the first line of the licence field."""
    metadata = package.metadata
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith(_CLASSIFIER)]
    if classifiers:
        return ", ".join(text.rpartition(" :: ")[2] for text in classifiers)
    lines = (metadata["License"] or "").strip().splitlines()
    return lines[0][:_LONGEST] if lines else UNKNOWN


def _needed(name: str, seen: set[str]) -> Iterator[str]:
    """Yield a package and what it requires without extras; what is not installed is left out."""
    if name in seen:
        return
    seen.add(name)
    try:
        requires = distribution(name).requires or []
    except PackageNotFoundError:
        return
    yield name
    for requirement in requires:
        if "extra ==" not in requirement:
            yield from _needed(_normal(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]), seen)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Print a table."""
    for each in installed():
        kind = "runs" if each.needed_to_run else "tool"
        sys.stdout.write(f"{each.name:<32} {each.version:<16} {kind:<5} {each.licence}\n")


if __name__ == "__main__":
    main()
