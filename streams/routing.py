"""Which partition a school lives in: the Java client's default, murmur2 of the key, as the contract says.

Pure. Used by the planner to find events on a wrong partition, and by the pipeline to find the clock of a school.
"""

from functools import lru_cache

_M = 0x5BD1E995
_SEED = 0x9747B28C
_MASK = 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """Hash as org.apache.kafka.common.utils.Utils.murmur2 does, as an unsigned number of 32 bits."""
    length = len(data)
    h = _SEED ^ length
    whole = length - length % 4
    for i in range(0, whole, 4):
        k = int.from_bytes(data[i : i + 4], "little") * _M & _MASK
        k = (k ^ (k >> 24)) * _M & _MASK
        h = h * _M & _MASK ^ k
    if whole < length:
        h = (h ^ int.from_bytes(data[whole:], "little")) * _M & _MASK
    h = (h ^ (h >> 13)) * _M & _MASK
    return h ^ (h >> 15)


@lru_cache(maxsize=65536)
def partition_of(school: str, partitions: int) -> int:
    """Give the partition of a school among `partitions`."""
    return (murmur2(school.encode()) & 0x7FFFFFFF) % partitions
