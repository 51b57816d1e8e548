"""What everyone who writes a user's small file needs: words as TOML."""
from __future__ import annotations

_SHORT = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml_text(value: str) -> str:
    """`value` as a TOML string on one line: what may not stand there as it is gets escaped, half a character becomes the sign for one that is unknown."""
    return '"' + "".join(_SHORT.get(c) or _plain(c) for c in value) + '"'


def _plain(c: str) -> str:
    if ord(c) < 0x20 or ord(c) == 0x7F:
        return f"\\u{ord(c):04X}"
    return "\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c
