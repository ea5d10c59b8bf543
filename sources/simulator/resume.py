"""Where a simulation stopped, so that it goes on from there after a restart.

The file names the district and the simulated instant up to which every event is acknowledged. Writing it is atomic.
Called by the command line.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sources.simulator.district import District


class WrongStateError(Exception):
    """The state file cannot be used for this district; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """The state file of one district."""

    path: Path
    district: District

    def read(self) -> datetime | None:
        """Give the instant up to which all is published, or None at the beginning.

        Raises WrongStateError if the file is damaged or belongs to another district.
        """
        if not self.path.exists():
            return None
        try:
            saved = json.loads(self.path.read_text(encoding="utf-8"))
            whose, through = saved["district"], datetime.fromisoformat(saved["published_through"])
        except (ValueError, KeyError, TypeError) as error:
            raise WrongStateError(f"{self.path} is damaged; remove it to begin again") from error
        if whose != self._whose():
            raise WrongStateError(f"{self.path} belongs to another district ({whose}); give its options or remove it")
        return through

    def write(self, through: datetime) -> None:
        """Remember that every event up to and with this instant is published."""
        saved = {"district": self._whose(), "published_through": through.astimezone(UTC).isoformat()}
        draft = self.path.with_name(f"{self.path.name}.new")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            json.dump(saved, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)

    def _whose(self) -> str:
        """Name what fixes the events of a district; its end does not."""
        codes = ",".join(municipality.code for municipality in self.district.municipalities)
        return f"seed {self.district.seed}, {self.district.pupils} pupils from {self.district.first} in {codes}"
