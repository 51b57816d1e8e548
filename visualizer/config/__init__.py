"""TOML into one frozen Config: shipped defaults, then the user's file, then flags. Every mistake is listed at once."""
from .config import Config, check_file, load
from .cues import cues_name, list_cues, read_cues, save_cues
from .default import default_text
from .displays import displays_file, load_displays, save_displays
from .looks import LookBook, list_looks, load_look, no_look, save_look
from .presets import with_preset
from .state import favourites, favourites_first, load_state, save_state, toggle_favourite

__all__ = ["Config", "LookBook", "check_file", "cues_name", "default_text", "displays_file", "favourites", "favourites_first", "list_cues",
           "list_looks", "load", "load_displays", "load_look", "load_state", "no_look", "read_cues", "save_cues", "save_displays", "save_look", "save_state",
           "toggle_favourite", "with_preset"]
