"""The lock of a data directory: one owner, and no stale lock after a crash."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.errors import DirectoryInUse, LocalPartError
from deploy.local.lock import DirectoryLock


def test_a_second_owner_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    lock = DirectoryLock(tmp_path)
    with pytest.raises(DirectoryInUse, match=f"process {os.getpid()}"):
        DirectoryLock(tmp_path)
    lock.release()


def test_a_released_directory_can_be_taken_again(tmp_path: Path) -> None:
    DirectoryLock(tmp_path).release()
    DirectoryLock(tmp_path).release()


def test_a_child_that_outlives_its_owner_keeps_the_directory(tmp_path: Path) -> None:
    lock = DirectoryLock(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock.fd,)) as child:
        lock.name_holder(child.pid)
        lock.release()
        with pytest.raises(DirectoryInUse, match=f"process {child.pid}"):
            DirectoryLock(tmp_path)
        child.communicate(b"\n")
    DirectoryLock(tmp_path).release()


def test_a_file_in_the_place_of_the_directory_is_a_clear_error(tmp_path: Path) -> None:
    place = tmp_path / "data"
    place.write_text("not a directory")
    with pytest.raises(LocalPartError, match=r"data cannot be used as a data directory"):
        DirectoryLock(place)
