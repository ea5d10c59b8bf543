"""Each shipped rule by example: at its threshold it speaks, just below it is silent. For docs/rules.md and tests."""

from cli.documentation.examples.lists import LISTS
from cli.documentation.examples.local import LOCAL
from cli.documentation.examples.national import NATIONAL
from cli.documentation.examples.patterns import PATTERNS

EXAMPLES = (*NATIONAL, *LISTS, *LOCAL, *PATTERNS)
