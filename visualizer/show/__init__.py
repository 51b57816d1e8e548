"""What the stage does with what is heard: acts, their light, the one beat grid, and the values of the look."""
from .cues import CueRunner
from .director import Director
from .faders import Faders
from .settings import SETTINGS, ShowSettings

__all__ = ["SETTINGS", "CueRunner", "Director", "Faders", "ShowSettings"]
