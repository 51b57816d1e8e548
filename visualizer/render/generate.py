"""Writes the generated GLSL under shaders/blocks, for readers: `python -m visualizer.render.generate`. A test keeps the files equal to the dtypes."""
from __future__ import annotations

from pathlib import Path

from visualizer.model.paths import shipped
from visualizer.model.settings import Schema

from .blocks import texts
from .params import PARAMS, SETTINGS


def write(folder: Path) -> list[Path]:
    """Write every generated file under `folder` (shaders/) and return their paths."""
    written = []
    for path, text in texts(Schema(SETTINGS, PARAMS)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        written.append(folder / path)
    return written


if __name__ == "__main__":
    for path in write(shipped("shaders")):
        print(path)
