"""Shader text: `#include "path"` resolved against the shader folder, each file once, with a table that leads every line back to its file."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from visualizer.model.errors import ShaderError

VERSION = "#version 330 core"
_INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"\s*(//.*)?$')
_ERROR = re.compile(r"^(?:ERROR:\s*)?\d+[:(](\d+)\)?(?:\(\d+\))?\s*:\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Source:
    """Assembled text. lines[i]: (file, line number) that line i+1 of `text` came from; files: every real file in it (the include closure)."""

    text: str
    lines: tuple[tuple[str, int], ...]
    files: frozenset[str]

    def where(self, line: int) -> str:
        """'file:line' of our own for a line number (from 1) of the assembled text."""
        file, number = self.lines[min(max(line, 1), len(self.lines)) - 1]
        return f"{file}:{number}"


class Library:
    """Finds shader text by its path relative to `root`. virtual: path -> text that overrides or adds files (blocks generated from a schema)."""

    def __init__(self, root: Path, virtual: Mapping[str, str] | None = None) -> None:
        self.root, self.virtual = root, dict(virtual or {})

    def read(self, path: str, asked_by: str = "") -> str:
        """The text of one file; ShaderError naming the line that asked when there is none."""
        if path in self.virtual:
            return self.virtual[path]
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError as e:
            raise ShaderError(path, f"not UTF-8 text (byte {e.start}); save it as UTF-8") from e
        except OSError as e:
            raise ShaderError(asked_by or path, f'cannot read "{path}": {e.strerror or e}; includes are relative to {self.root.name}/') from e

    def assemble(self, path: str, defines: Mapping[str, str | int | float] | None = None) -> Source:
        """The whole text of a shader: version, defines, then the file with its includes, each file once."""
        text: list[str] = [VERSION]
        table: list[tuple[str, int]] = [(path, 1)]
        for key, value in (defines or {}).items():
            text.append(f"#define {key} {value}")
            table.append((f"{path} <defines>", len(text) - 1))
        seen: set[str] = set()

        def add(name: str, chain: tuple[str, ...], asked_by: str) -> None:
            if name in chain:
                raise ShaderError(asked_by, "include cycle: " + " -> ".join((*chain[chain.index(name):], name)))
            if name in seen:
                return
            seen.add(name)
            for number, line in enumerate(self.read(name, asked_by).splitlines(), 1):
                match = _INCLUDE.match(line)
                if match:
                    add(match[1], (*chain, name), f"{name}:{number}")
                else:
                    text.append(line)
                    table.append((name, number))

        add(path, (), path)
        return Source("\n".join(text) + "\n", tuple(table), frozenset(name for name in seen if name not in self.virtual))

    def newest(self, files: frozenset[str], stat: Callable[[Path], float] | None = None) -> float:
        """The latest modification time (s) among files; a file that is gone for a moment (an editor saving) counts as old."""
        return max((_mtime(self.root / f) if stat is None else stat(self.root / f) for f in files), default=0.0)


def _mtime(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def explain(message: str, stages: Mapping[str, Source]) -> ShaderError:
    """A driver's complaint in terms of our own lines. message: what moderngl raised; stages: 'vertex_shader' or 'fragment_shader' -> its source."""
    stage = next((s for s in stages if s in message), next(iter(stages)))
    source = stages[stage]
    for raw in message.splitlines():
        found = _ERROR.match(raw.strip())
        if found and "warning" not in found[2].lower()[:9]:
            return ShaderError(source.where(int(found[1])), found[2])
    body = " ".join(part for part in message.split("\n") if part and not part.startswith("=") and part not in stages)
    return ShaderError(source.lines[0][0], body)
