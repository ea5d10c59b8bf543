"""What the figures were measured on, as far as it matters to compare them."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import faust


def machine() -> dict[str, str | int]:
    """Give processor, cores, memory, Python, Faust and the day."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processor": model,
        "cores": os.cpu_count() or 1,
        "memory_gigabytes": round(gigabytes),
        "python": platform.python_version(),
        "faust": str(faust.__version__),
        "day": datetime.now(UTC).date().isoformat(),
    }
