"""Files that appear whole or not at all."""
from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from visualizer.model.errors import OutputError
from visualizer.model.paths import reached

ELSEWHERE = "give a shorter name or another place with -o"


def check_writable(path: Path) -> None:
    """OutputError unless a file can be made at `path`: said before any work is done. Nothing is left behind."""
    folder = path.parent
    with reached(path, OutputError, ELSEWHERE):
        there, taken = folder.is_dir(), path.is_dir()
    if not there:
        raise OutputError(f"{path}: the folder {folder} does not exist; make it first, or write elsewhere with -o")
    if taken:
        raise OutputError(f"{path}: is a folder; give a file name with -o")
    probe = _partial(path)
    try:
        with probe.open("wb"):
            pass
        probe.unlink()
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another place with -o") from error
    if path.exists() and not os.access(path, os.W_OK):
        raise OutputError(f"{path}: exists and may not be replaced; choose another name with -o")


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`; on success it becomes `path` in one step, on any failure it is removed."""
    partial = _partial(path)
    try:
        yield partial
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise
    try:
        os.replace(partial, path)
    except OSError as error:   # open in a player, on Windows: hours of work are not thrown away for that
        raise OutputError(f"{path}: cannot be replaced ({error.strerror}); the finished file is kept as {partial}") from error


def check_not_input(path: Path, source: Path) -> None:
    """OutputError when `path` is the very file that is read."""
    with reached(path, OutputError, ELSEWHERE):
        same = path.exists() and source.exists() and path.samefile(source)
    if same:
        raise OutputError(f"{path}: is the input itself; give another name with -o")
