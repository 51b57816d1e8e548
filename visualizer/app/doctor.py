"""`concord doctor`: what is here, what is missing, and how to get it."""
from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
from typing import Any

from visualizer import __version__
from visualizer.audio import list_inputs, list_outputs, probe_signal
from visualizer.config import list_looks
from visualizer.model.errors import ConcordError
from visualizer.model.paths import shipped, user_cache, user_config, user_log, user_state
from visualizer.output.headless import create_context
from visualizer.output.window import displays, has_display
from visualizer.render import RenderSettings
from visualizer.render.choose import choose, measure

PACKAGES = ("moderngl", "moderngl-window", "glfw", "numpy", "sounddevice", "aubio-ledfx", "soxr", "soundfile", "av")
LISTEN_S = 0.4
SILENT_DB = -90.0
PICTURE = (1920, 1080)
"""px for which it is told what `--quality auto` would choose"""


def examine() -> dict[str, Any]:
    """Everything, as plain values that JSON can hold. Nothing here raises or hangs: what fails is told."""
    report: dict[str, Any] = {
        "concord": __version__, "python": platform.python_version(), "system": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        "gl": _gl(), "audio": _audio(), "display": {"available": has_display(), "displays": _displays()},
        "folders": {"shaders": str(shipped("shaders")), "configs": str(shipped("configs")), "config": str(user_config()), "state": str(user_state()),
                    "cache": str(user_cache()), "log": str(user_log())},
        "looks": sorted(list_looks()),
    }
    report["missing"] = _missing(report)
    return report


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _gl() -> dict[str, Any]:
    try:
        ctx = create_context()
    except ConcordError as error:
        return {"ok": False, "error": str(error)}
    info = {"ok": True, "renderer": ctx.info["GL_RENDERER"], "vendor": ctx.info["GL_VENDOR"], "version": ctx.info["GL_VERSION"],
            "max_texture": ctx.info["GL_MAX_TEXTURE_SIZE"], "quality": choose(measure(ctx), PICTURE, RenderSettings().budget_ms).reason}
    ctx.release()
    return info


def _displays() -> list[dict[str, Any]]:
    return [{"index": d.index, "name": d.name, "size": list(d.size), "position": list(d.position)} for d in displays()]


def _audio() -> dict[str, Any]:
    try:
        inputs, outputs = list_inputs(), list_outputs()
    except (ConcordError, OSError) as error:
        return {"ok": False, "error": str(error), "inputs": [], "outputs": []}
    rows = []
    for i in inputs:
        peak = probe_signal(i.name, LISTEN_S)
        rows.append({"name": i.name, "label": i.label, "host": i.host, "channels": i.channels, "rate": i.rate, "monitor": i.is_monitor, "default": i.is_default,
                     "peak_dbfs": peak, "signal": peak is not None and peak > SILENT_DB})
    found = [{"name": o.name, "label": o.label, "host": o.host, "channels": o.channels, "default": o.is_default} for o in outputs]
    return {"ok": True, "inputs": rows, "outputs": found}


def _missing(report: dict[str, Any]) -> list[str]:
    """What is missing and how to get it, a line each."""
    lines = [f"the Python package {name}: pip install {name}" for name, version in report["packages"].items() if version is None]
    if not report["gl"]["ok"]:
        lines.append(f"OpenGL: {report['gl']['error']}")
    if not report["audio"]["ok"]:
        lines.append(f"sound: {report['audio']['error']}; on Debian and Ubuntu: apt-get install libportaudio2 libasound2-plugins")
    elif not report["audio"]["inputs"]:
        lines.append("a sound input: no device is there; files and the overture still play")
    elif not any(i["monitor"] for i in report["audio"]["inputs"]):
        lines.append("what the machine plays (`--input auto`): no monitor or loopback device is there; on macOS install BlackHole, "
                     "on Linux PulseAudio or PipeWire")
    if not report["display"]["available"]:
        lines.append("a display: `concord show` renders a video instead")
    if not shutil.which("glslangValidator") and os.environ.get("CONCORD_DEVELOP"):
        lines.append("glslangValidator, for the shader tests: apt-get install glslang-tools")
    return lines


def text(report: dict[str, Any]) -> str:
    """The report for people."""
    gl, audio = report["gl"], report["audio"]
    lines = [f"Concord {report['concord']}, Python {report['python']}, {report['system']}",
             "packages   " + ", ".join(f"{k} {v or 'MISSING'}" for k, v in report["packages"].items()),
             f"picture    {gl['renderer']}, OpenGL {gl['version']}" if gl["ok"] else f"picture    {gl['error']}"]
    if gl["ok"]:
        lines.append(f"quality    {gl['quality']}")
    if not audio["ok"]:
        lines.append(f"sound      {audio['error']}")
    for i in audio["inputs"]:
        level = "cannot be opened" if i["peak_dbfs"] is None else f"signal, peak {i['peak_dbfs']:.0f} dBFS" if i["signal"] else "silent"
        kind = "what the machine plays" if i["monitor"] else "microphone or line"
        lines.append(f"input      {'*' if i['default'] else ' '} {i['name']} ({kind}, {i['channels']} ch): {level}")
    lines += [f"output     {'*' if o['default'] else ' '} {o['name']} ({o['channels']} ch)" for o in audio["outputs"]]
    lines += [f"display    {d['index']} {d['name']} {d['size'][0]}x{d['size'][1]}" for d in report["display"]["displays"]] or ["display    none"]
    lines += [f"{name:<10} {path}" for name, path in report["folders"].items()]
    lines.append("looks      " + (", ".join(report["looks"]) or "none"))
    lines += [f"missing    {line}" for line in report["missing"]] or ["missing    nothing"]
    return "\n".join(lines)


def usable(report: dict[str, Any]) -> int:
    """Exit code: 0, or 3 when nothing could be drawn here."""
    return 0 if report["gl"]["ok"] else 3


