"""What both forms on Quix Streams share: the application, decoding and encoding."""

from collections.abc import Callable
from typing import TypeVar

from msgspec.json import Decoder, Encoder
from quixstreams import Application

from benchmarks.peers.job import Setting
from benchmarks.peers.messages import Counted, Registration, RollCall

M = TypeVar("M", Registration, RollCall)
_ENCODER = Encoder()


def application(given: Setting) -> Application:
    """At least once, a commit every second, state with changelog topics."""
    return Application(
        broker_address=given.bootstrap,
        consumer_group=given.source,
        auto_offset_reset="earliest",
        commit_interval=1.0,
        state_dir=given.directory,
        loglevel="WARNING",
        producer_extra_config={"linger.ms": 20},
    )


def decoding(model: type[M]) -> Callable[[bytes], M]:
    """Give the decoder of a message."""
    decode: Callable[[bytes], M] = Decoder(model).decode
    return decode


def encode(counted: Counted) -> bytes:
    """Encode counts."""
    encoded: bytes = _ENCODER.encode(counted)
    return encoded
