"""What can be set about sound, once per start."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """Where sound comes from and where it goes."""

    input: str = setting("overture", help="what to listen to: auto (what this machine plays), mic, overture, part of a device's name, or a file")
    channels: str = setting("", help='channels to listen to, counted from 1, as "3" or "3,4"; empty: the first pair')
    output: str = setting("", help="part of the name of the device that plays files aloud; empty: the machine's default")
    mute: bool = setting(False, help="play files without sound")
    output_latency_ms: float = setting(100.0, unit="ms", range=(20.0, 500.0), scale="log",
                                       help="sound kept ready for the output device; more is safer on a busy machine")

SETTINGS: dict[str, type] = {"audio": AudioSettings}
