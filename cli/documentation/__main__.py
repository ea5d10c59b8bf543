"""`python -m cli.documentation [--check]`: write the generated pages, or say which are stale."""

import argparse
import sys
from collections.abc import Sequence

from cli.documentation.pages import DOCS, stale_pages, write


def main(arguments: Sequence[str]) -> int:
    """Write or check the pages; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m cli.documentation")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a page is stale")
    check = parser.parse_args(arguments).check
    stale = stale_pages(DOCS) if check else write(DOCS)
    for name in stale:
        sys.stdout.write(f"{'stale' if check else 'written'}: docs/{name}\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
