"""Every relative link of the pages points to something, anchors included, and every page can be reached."""

from pathlib import Path

import pytest

from cli.settings import PROJECT
from tests.docs.blocks import PAGES, anchors, links


def name(page: Path) -> str:
    return str(page.relative_to(PROJECT))


@pytest.mark.parametrize("page", [*PAGES, PROJECT / "rules" / "README.md"], ids=name)
def test_every_link_points_to_something(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert PROJECT in target.parents, f"{link} leads out of the project"
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_linked_from_the_readme() -> None:
    readme = PROJECT / "README.md"
    linked = {(readme.parent / link).resolve() for link in links(readme)}
    assert {page for page in PAGES if page != readme} <= linked
