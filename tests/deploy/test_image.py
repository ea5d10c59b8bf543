"""What the image is made of: the Dockerfile copies what exists, an installed package is complete without the source."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cli.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
COPIED = {
    source for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for source in line.split()[:-1]
}
PACKAGES = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}


def test_it_copies_only_what_exists_and_every_package() -> None:
    assert all((ROOT / source).exists() for source in COPIED)
    assert PACKAGES | {"rules", "pyproject.toml", "requirements.lock"} <= COPIED


def test_docker_sees_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[1] == "*"
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == COPIED


def test_it_installs_locked_packages_and_runs_as_nobody_special() -> None:
    assert "--require-hashes --requirement requirements.lock" in DOCKERFILE
    *_, user = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)
    assert user not in {"root", "0"}


def test_its_settings_are_settings() -> None:
    fields = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    found = set(re.findall(rf"\b{PREFIX}\w+(?==)", DOCKERFILE))
    assert found == {"NAERVAER_DIR", "NAERVAER_RULES"}
    assert found < fields


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a directory with the package as pip installs it, from a copy of what the image is built from."""
    source, wheels, target = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "installed"))
    for name in COPIED:
        path = ROOT / name
        if path.is_dir():  # without what other tests compile meanwhile
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    options = ("--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
    command = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(wheels), str(source)]
    subprocess.run(command, check=True)
    (wheel,) = wheels.glob("naervaer-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


@pytest.mark.parametrize(
    "pattern",
    [
        *("rules/*.yaml", "sinks/migrations/*.sql", "sinks/report/*.html", "deploy/local/*.sha256"),
        *(f"{name}/**/*.py" for name in sorted(PACKAGES)),
    ],
)
def test_an_installed_package_has_all_files(installed: Path, pattern: str) -> None:
    def files(root: Path) -> set[str]:
        return {str(path.relative_to(root)) for path in root.glob(pattern)}

    assert files(installed) == files(ROOT)
    assert files(installed)


def test_an_installed_package_finds_its_rules_migrations_and_jars(installed: Path) -> None:
    program = (
        "from pathlib import Path; from cli.settings import settings; from deploy.local.jars import pinned;"
        "from sinks.migrations import runner; from streams.law.packs import load_rulebook;"
        "here = Path.cwd(); assert Path(runner.__file__).is_relative_to(here), runner.__file__;"
        "print(len(load_rulebook(settings().rules).rules));"
        "print(len(runner.read_migrations(runner._DIRECTORY)));"
        "print(len(pinned()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=installed, env={}, capture_output=True, text=True, check=True
    )
    rules, migrations, jars = map(int, told.stdout.split())
    assert rules > 20
    assert migrations == len(list((ROOT / "sinks" / "migrations").glob("*.sql")))
    assert jars > 20
