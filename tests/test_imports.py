"""Who may import whom: cli -> app -> rooms -> model; siblings never; devices and GL each in their own place."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "visualizer"
ROOMS = ("config", "audio", "analysis", "show", "crowd", "control", "render", "output")
ONLY_IN = {
    "moderngl": ("render", "output"), "moderngl_window": ("output",), "glfw": ("output",), "sounddevice": ("audio",), "soundcard": ("audio",),
    "soundfile": ("audio",), "soxr": ("audio",), "aubio": ("analysis",), "click": ("cli",), "rich": ("app",), "PIL": ("output",), "platformdirs": ("model",),
    "starlette": ("control",), "uvicorn": ("control",), "websockets": ("control",), "segno": ("control",),
    "pythonosc": ("control",), "mido": ("control",), "rtmidi": ("control",), "link": ("control",),
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """Absolute dotted names a module imports anywhere in it, relative ones resolved."""
    here = ("visualizer", *path.relative_to(PACKAGE).with_suffix("").parts)
    package = here if path.name == "__init__.py" else here[:-1]
    package = package[:-1] if path.name == "__init__.py" else package
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else ()
            name = ".".join((*base, node.module)) if node.module else ".".join(base)
            found |= {name} | {f"{name}.{a.name}" for a in node.names}
    return found


def room_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if parts[0] == "visualizer" and len(parts) > 1 else ""


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_rooms_import_only_the_model_and_themselves(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    seen = {room_of(name) for name in imports_of(path)} - {"", "__version__"}
    if room in ROOMS:
        assert seen <= {room, "model"}, f"{room} may import model only"
    elif room == "model":
        assert seen <= {"model"}
    elif room == "app":
        assert "cli" not in seen


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_libraries_stay_in_their_room(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name in imports_of(path):
        allowed = ONLY_IN.get(name.split(".")[0])
        assert allowed is None or room in allowed, f"{name} belongs in {allowed}, not in {room}"


def test_the_check_itself_sees_relative_imports() -> None:
    names = imports_of(PACKAGE / "analysis" / "analyzer.py")
    assert "visualizer.analysis.tempo" in names
    assert "visualizer.model.block" in names
