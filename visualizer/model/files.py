"""What everyone who writes a user's small file needs: words as TOML, and nothing lost of a file that cannot be read."""
from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable
from pathlib import Path

from . import log
from .errors import ConfigError

_SHORT = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml_text(value: str) -> str:
    """`value` as a TOML string on one line: what may not stand there as it is gets escaped, half a character becomes the sign for one that is unknown."""
    return '"' + "".join(_SHORT.get(c) or _plain(c) for c in value) + '"'


def _plain(c: str) -> str:
    if ord(c) < 0x20 or ord(c) == 0x7F:
        return f"\\u{ord(c):04X}"
    return "\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c


def keep_broken(path: Path) -> Path:
    """A copy of `path` beside it as NAME.bad, or .bad2, .bad3 and so on: an older one stays as it is. OSError when that cannot be done."""
    held = path.read_bytes()
    for n in itertools.count(1):
        bad = path.with_name(f"{path.name}.bad{n if n > 1 else ''}")
        if not bad.exists():
            break
        if bad.is_file() and bad.read_bytes() == held:   # kept before, by a writing that failed afterwards
            return bad
    partial = path.with_name(f".{bad.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(held)
        os.replace(partial, bad)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise
    return bad


def keep_if_broken(path: Path, read: Callable[[Path], object]) -> None:
    """To be called before `path` is written over. Where `read` refuses it with ConfigError a copy is kept, and that is told. OSError: do not write then."""
    if not path.exists():
        return
    try:
        read(path)
    except ConfigError as error:
        bad = keep_broken(path)
        log.get().warning("%s; it is written anew now, and what it held is kept in %s: put that right and copy it back", error.problems[0], bad)
