"""What the figures were measured on, as far as it matters to compare them."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import faust


def machine() -> dict[str, str | int | float]:
    """Give processor, cores, memory, load of the last quarter of an hour, Python, Faust and the day."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processor": model,
        "cores": os.cpu_count() or 1,
        "memory_gigabytes": round(gigabytes),
        "load_average": round(os.getloadavg()[2], 1),
        "python": platform.python_version(),
        "faust": str(faust.__version__),
        "day": datetime.now(UTC).date().isoformat(),
    }
