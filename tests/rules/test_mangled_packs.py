"""Whatever a typing hand does to a pack, it is either read or refused: nothing else comes out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.law.packs import PackError, load_rulebook
from tests.rules.pack_texts import EPISODES, LATE, LEAST, PATTERN, PERCENT, RUN

PIECES = (
    *("[", "]", "{", "}", "null", "&a ", "*a", "? ", ": ", "- ", ", ", "|\n", ">\n", "\n", "\t", "'", '"', "@", "#"),
    *("!!str ", "!!map ", "!!seq ", "!!int ", "!!float ", "!!bool ", "!!null ", "!!timestamp ", "!!set ", "!other "),
    *("%YAML 1.1\n", "---\n", "<<: ", "1e999", "0001-01-01", "2025-13-01", "\x00", "\ufeff", "é"),
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mangled")


@settings(deadline=None)
@given(data=st.data(), pack=st.sampled_from([EPISODES, LATE, LEAST, PATTERN, PERCENT, RUN]))
def test_a_mangled_pack_is_read_or_refused_with_file_and_line(data: st.DataObject, pack: str, directory: Path) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(pack)))
        removed = data.draw(st.integers(0, 12))
        pack = pack[:start] + data.draw(st.sampled_from(PIECES)) + pack[start + removed :]
    (directory / "town.yaml").write_text(pack, encoding="utf-8")

    refused = _refusal(directory)

    if refused:
        assert refused.file == directory / "town.yaml"
        assert 1 <= refused.line <= pack.count("\n") + 1
        assert refused.reason


def _refusal(directory: Path) -> PackError | None:
    try:
        load_rulebook(directory)
    except PackError as refused:
        return refused
    return None
