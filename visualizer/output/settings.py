"""What may be tuned about the faces."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """[window]"""

    fullscreen: bool = setting(False, help="open on the whole display")
    display: str = setting("", help="display by name or number; empty: the one named last, else the first")
    clones: str = setting("", help="more displays that show the same picture, by name or number, with commas")
    fps: float = setting(60.0, unit="Hz", range=(1.0, 480.0), help="frames a second at most")
    display_ms: float = setting(25.0, unit="ms", range=(0.0, 500.0), help="from handing over a frame to its light leaving the screen")
    trim_ms: float = setting(0.0, unit="ms", range=(-500.0, 500.0), help="added to display_ms by ear and eye")


@dataclass(frozen=True, slots=True)
class VideoSettings:
    """[video]"""

    crf: int = setting(18, range=(0, 51), help="H.264 quality; lower is better and larger")
    preset: str = setting("veryfast", choices=("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"), help="H.264 effort")
    audio_kbps: int = setting(256, unit="kbit/s", range=(64, 512), help="AAC rate")


SETTINGS = {"window": WindowSettings, "video": VideoSettings}
