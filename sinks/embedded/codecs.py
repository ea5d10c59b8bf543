"""Compression of bodies: HTTP content encodings both ways, and ClickHouse's native blocks inwards.

Owns the codecs. Inputs arrive in pieces cut anywhere and may hold several frames one after another; a body that
ends inside a frame is an error, so that half a body is never taken for a whole one. Called by `exchange`.
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

import lz4.block
import lz4.frame
import zstandard

from sinks.embedded.errors import ClickHouseError, Code, refusal

_CHECKSUM_BYTES = 16
_HEADER_BYTES = 9


class _Frame(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Decoder(Protocol):
    """Turns pieces of a body as sent into pieces of the body as meant. Errors: CANNOT_DECOMPRESS."""

    def decode(self, data: bytes) -> bytes:
        """Return what can be told after this piece."""

    def finish(self) -> None:
        """Check that the body was whole."""


class _Plain:
    def decode(self, data: bytes) -> bytes:
        return data

    def finish(self) -> None:
        pass


class _Frames:
    """One frame after another, each with a fresh decompressor."""

    def __init__(self, fresh: Callable[[], _Frame]) -> None:
        self._fresh = fresh
        self._frame: _Frame | None = None

    def decode(self, data: bytes) -> bytes:
        pieces = []
        try:
            while data:
                if self._frame is None or self._frame.eof:
                    self._frame = self._fresh()
                pieces.append(self._frame.decompress(data))
                data = self._frame.unused_data if self._frame.eof else b""
        except (zlib.error, zstandard.ZstdError, RuntimeError) as error:
            raise _damaged(str(error)) from None
        return b"".join(pieces)

    def finish(self) -> None:
        if self._frame is not None and not self._frame.eof:
            raise _damaged("the compressed body is cut short")


class NativeBlocks:
    """ClickHouse's own framing: 16 bytes of checksum, method, two lengths, then LZ4, ZSTD or plain bytes.

    The checksum is not checked: the body came over TCP, and LZ4 and ZSTD notice damage themselves.
    """

    def __init__(self) -> None:
        self._rest = b""

    def decode(self, data: bytes) -> bytes:
        """Return the whole blocks that are there."""
        self._rest += data
        pieces = []
        while (length := self._block_length()) and len(self._rest) >= _CHECKSUM_BYTES + length:
            pieces.append(_native_block(self._rest[_CHECKSUM_BYTES : _CHECKSUM_BYTES + length]))
            self._rest = self._rest[_CHECKSUM_BYTES + length :]
        return b"".join(pieces)

    def finish(self) -> None:
        """Check that no block was begun only."""
        if self._rest:
            raise _damaged("the last block is cut short")

    def _block_length(self) -> int:
        """Bytes of the first block with its header, without the checksum; 0 when not yet known."""
        if len(self._rest) < _CHECKSUM_BYTES + _HEADER_BYTES:
            return 0
        length = int.from_bytes(self._rest[_CHECKSUM_BYTES + 1 : _CHECKSUM_BYTES + 5], "little")
        if length < _HEADER_BYTES or length > 1 << 30:
            raise _damaged(f"a block cannot have {length} bytes")
        return length


def _native_block(block: bytes) -> bytes:
    method, size, body = block[0], int.from_bytes(block[5:9], "little"), block[_HEADER_BYTES:]
    try:
        if method == 0x82:
            return bytes(lz4.block.decompress(body, uncompressed_size=size))
        if method == 0x90:
            return zstandard.ZstdDecompressor().decompress(body, max_output_size=size)
    except (lz4.block.LZ4BlockError, zstandard.ZstdError) as error:
        raise _damaged(str(error)) from None
    if method == 0x02:
        return body
    raise refusal(Code.UNKNOWN_COMPRESSION_METHOD, f"Unknown compression method byte: {method:#x}")


def _damaged(detail: str) -> ClickHouseError:
    return refusal(Code.CANNOT_DECOMPRESS, f"Cannot decompress: {detail}")


_DECODERS: Mapping[str, Callable[[], Decoder]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": lambda: _Frames(lambda: zlib.decompressobj(31)),
    "deflate": lambda: _Frames(zlib.decompressobj),
    "lz4": lambda: _Frames(lz4.frame.LZ4FrameDecompressor),
    "zstd": lambda: _Frames(lambda: zstandard.ZstdDecompressor().decompressobj()),
}


def decoder(encoding: str) -> Decoder:
    """Make the decoder of a Content-Encoding. Errors: UNKNOWN_COMPRESSION_METHOD."""
    make = _DECODERS.get(encoding.strip().lower())
    if make is None:
        raise refusal(Code.UNKNOWN_COMPRESSION_METHOD, f"Unknown compression method: {encoding}")
    return make()


class Encoder(Protocol):
    """Makes one compressed frame out of pieces."""

    def encode(self, data: bytes) -> bytes:
        """Return what can be sent after this piece."""

    def finish(self) -> bytes:
        """Return the end of the frame."""


class _PlainOut:
    def encode(self, data: bytes) -> bytes:
        return data

    def finish(self) -> bytes:
        return b""


class _Lz4Out:
    def __init__(self) -> None:
        self._compressor = lz4.frame.LZ4FrameCompressor()
        self._begun = False

    def encode(self, data: bytes) -> bytes:
        start = b"" if self._begun else bytes(self._compressor.begin())
        self._begun = True
        return start + bytes(self._compressor.compress(data))

    def finish(self) -> bytes:
        return self.encode(b"") + bytes(self._compressor.flush())


class _ObjectOut:
    """What zlib and zstandard share: `compress` and `flush`."""

    def __init__(self, compressor: "_Compressor") -> None:
        self._compressor = compressor

    def encode(self, data: bytes) -> bytes:
        return self._compressor.compress(data)

    def finish(self) -> bytes:
        return self._compressor.flush()


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


_ENCODERS: Mapping[str, Callable[[], Encoder]] = {
    "lz4": _Lz4Out,
    "zstd": lambda: _ObjectOut(zstandard.ZstdCompressor(level=1).compressobj()),
    "gzip": lambda: _ObjectOut(zlib.compressobj(level=3, wbits=31)),
    "deflate": lambda: _ObjectOut(zlib.compressobj(level=3)),
    "": _PlainOut,
}


def accepted_encoding(accept: str) -> str:
    """Choose the best encoding among those of an Accept-Encoding header, "" for none."""
    parts = [part.replace(" ", "").lower() for part in accept.split(",")]
    offered = {part.split(";")[0] for part in parts if not part.endswith(";q=0")}
    return next((name for name in _ENCODERS if name in offered), "")


def encoder(encoding: str) -> Encoder:
    """Make a fresh encoder; `encoding` as `accepted_encoding` gives it."""
    return _ENCODERS[encoding]()
