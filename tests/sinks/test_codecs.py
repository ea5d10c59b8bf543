"""Bodies come back as they went, however they are cut into pieces."""

import gzip
import zlib
from collections.abc import Callable

import lz4.frame
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sinks.embedded.codecs import NativeBlocks, accepted_encoding, decoder, encoder
from sinks.embedded.errors import ClickHouseError
from tests.sinks.test_http import native_blocks

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "lz4": lz4.frame.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "lz4": lz4.frame.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(parts=st.lists(st.binary(max_size=100), max_size=4), size=st.integers(1, 50), name=st.sampled_from(sorted(PACK)))
def test_frames_one_after_another_cut_anywhere(parts: list[bytes], size: int, name: str) -> None:
    reader = decoder(name)
    packed = b"".join(map(PACK[name], parts))
    assert b"".join(map(reader.decode, cut(packed, size))) == b"".join(parts)
    reader.finish()


@given(data=st.binary(min_size=1, max_size=100), size=st.integers(1, 50))
def test_native_blocks_cut_anywhere(data: bytes, size: int) -> None:
    reader = NativeBlocks()
    assert b"".join(map(reader.decode, cut(native_blocks(data), size))) == data
    reader.finish()


@given(data=st.binary(min_size=1, max_size=100), missing=st.integers(1, 8), name=st.sampled_from(sorted(PACK)))
def test_a_body_without_its_end_is_an_error(data: bytes, missing: int, name: str) -> None:
    reader = decoder(name)
    reader.decode(PACK[name](data)[:-missing])
    with pytest.raises(ClickHouseError, match="cut short"):
        reader.finish()


@given(data=st.binary(min_size=30, max_size=100), name=st.sampled_from(sorted(PACK)))
def test_a_body_that_is_not_compressed_is_an_error(data: bytes, name: str) -> None:
    with pytest.raises(ClickHouseError):
        decoder(name).decode(b"\x00" + data)


@given(parts=st.lists(st.binary(max_size=100), max_size=4), name=st.sampled_from(sorted(UNPACK)))
def test_pieces_sent_make_one_frame(parts: list[bytes], name: str) -> None:
    frame = encoder(name)
    sent = b"".join(map(frame.encode, parts)) + frame.finish()
    assert UNPACK[name](sent) == b"".join(parts)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        ("br, zstd", "zstd"),
        ("gzip, LZ4", "lz4"),
        ("gzip;q=0", ""),
    ],
)
def test_choice_of_encoding(accept: str, expected: str) -> None:
    assert accepted_encoding(accept) == expected
