"""One owner per data directory, held by the kernel and not by a file's mere existence.

The lock is an flock on an open file that child processes inherit, so it lasts exactly as long as the owner or one
of its children lives: a crash leaves no stale lock, and a child that outlived its owner is noticed.
"""

import fcntl
import os
from pathlib import Path

from deploy.local.errors import DirectoryInUse, LocalPartError


class DirectoryLock:
    """The exclusive right to a directory; `fd` is what children inherit."""

    def __init__(self, directory: Path, name: str = "lock") -> None:
        """Take the lock; the directory is made when missing. DirectoryInUse when another process has it."""
        self.directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self.fd = os.open(directory / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise LocalPartError(f"{directory} cannot be used as a data directory: {error}") from error
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(self.fd, 32, 0).decode().strip()
            os.close(self.fd)
            raise DirectoryInUse(directory, f" (process {holder})" if holder else "") from None
        self.name_holder(os.getpid())

    def name_holder(self, pid: int) -> None:
        """Write into the lock file which process to look for."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, f"{pid}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock back; a child that still runs keeps it."""
        os.close(self.fd)
