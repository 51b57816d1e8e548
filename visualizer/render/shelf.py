"""Images that take seconds to make, kept in the user's cache between processes: keyed by what made them, never trusted, never in the way."""
from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.model.paths import user_cache

Images = npt.NDArray[np.uint8]
MOST = 8
"""files kept; a tier needs two"""
HEAD = 32
"""bytes before the packed images: their sha256"""


def path_of(name: str, key: tuple[object, ...]) -> Path:
    """Where images made from `key` (shader text, sizes, driver: everything that decides a pixel) are kept."""
    return user_cache() / "baked" / f"{name}-{hashlib.sha256(repr(key).encode()).hexdigest()[:24]}.bin"


def kept(path: Path, shape: tuple[int, ...]) -> Images | None:
    """uint8 array of `shape`, read-only; None when there is no such file or it is not whole."""
    with contextlib.suppress(OSError, zlib.error):
        raw = path.read_bytes()
        if hashlib.sha256(raw[HEAD:]).digest() == raw[:HEAD]:
            size = int(np.prod(shape))
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(raw[HEAD:], size + 1)
            if len(data) == size and unpacker.eof:
                with contextlib.suppress(OSError):
                    path.touch()   # the files used last are the ones that stay
                return np.frombuffer(data, np.uint8).reshape(shape)
    return None


def keep(path: Path, images: Images) -> bool:
    """Write atomically, since two shows may start at once, and drop the files unused for longest. False when the cache cannot be written."""
    packed = zlib.compress(images.tobytes(), 1)
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".baked-")
        with os.fdopen(descriptor, "wb") as f:
            f.write(hashlib.sha256(packed).digest() + packed)
        os.replace(name, path)
    except OSError:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)
        return False
    with contextlib.suppress(OSError):
        for old in sorted(path.parent.glob("*.bin"), key=lambda p: p.stat().st_mtime, reverse=True)[MOST:]:
            if old != path:
                old.unlink(missing_ok=True)
    return True
