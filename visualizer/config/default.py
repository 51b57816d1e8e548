"""configs/default.toml, written from the schema: every key with its unit, range and one line of help."""
from __future__ import annotations

from visualizer.model.files import toml_text
from visualizer.model.settings import Entry, Schema, Value

from .config import SCHEMA_VERSION

_HEAD = """\
# Concord, every setting with its default. Written from the program's own declarations by `concord config --print`; a test keeps the two equal.
# Copy the lines you want to change into your own config.toml (`concord doctor` says where it lies); what you leave out keeps its default.
"""


def toml_value(value: Value) -> str:
    """`value` as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(toml_value(v) for v in value) + "]"
    return repr(value)


def default_text(schema: Schema) -> str:
    """The whole file."""
    lines = [_HEAD, f"schema = {SCHEMA_VERSION}"]
    table = ""
    for e in schema:
        at, _, name = e.key.rpartition(".")
        if at != table:
            table = at
            lines += ["", f"[{at}]" + ("    # a look may set these, and they may move while the show runs" if e.live else "")]
        lines.append(f"{name} = {toml_value(e.default)}".ljust(32) + f"  # {_note(e)}")
    return "\n".join(lines) + "\n"


def _note(e: Entry) -> str:
    return f"{e.help}; {e.allowed()}"
