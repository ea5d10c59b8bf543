"""docs/settings.md, from the one reader of the environment."""

from cli.documentation.markdown import page
from cli.settings import settings_table


def settings_page() -> str:
    """Give the page."""
    return page(
        "Settings",
        "Every setting is an environment variable; options of a [command](commands.md) come before it. "
        "`naervaer settings` prints this table.",
        settings_table(),
    )
