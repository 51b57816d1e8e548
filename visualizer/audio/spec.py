"""Which input, in words and as a value."""
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from visualizer.model.errors import UsageError
from visualizer.model.paths import reached

from .decode import READS

Kind = Literal["auto", "mic", "device", "file", "overture"]
_EXTENSIONS = frozenset({"wav", "wave", "flac", "ogg", "oga", "opus", "mp3", "m4a", "m4b", "aac", "aif", "aiff", "aifc", "caf", "w64", "rf64", "au", "snd",
                         "wma", "wv", "ape", "ac3", "mka", "mp4", "m4v", "mkv", "mov", "webm", "avi", "ts"})


@dataclass(frozen=True, slots=True)
class InputSpec:
    """An input as asked for; a value that crosses to the ear. Opening it is another step.

    name: device name, or path of a file; channels: from 1, None = the first pair; start_s, seconds: s, the part of a file or of the overture, seconds None = to
    its end; loop: begin again at the end; mute: live without sound; live: paced as it sounds (a stage) or as fast as it reads (a render); output: part of the
    output device's name, empty = default; output_latency_s: s of sound kept ready for it; resume_s: s, where in the part to begin this time, None = its start.
    """

    kind: Kind
    name: str = ""
    channels: tuple[int, ...] | None = None
    start_s: float = 0.0
    seconds: float | None = None
    loop: bool = False
    mute: bool = False
    live: bool = True
    output: str = ""
    output_latency_s: float = 0.1
    resume_s: float | None = None

    @property
    def from_memory(self) -> bool:
        """A file or the overture: it can be sought and it ends; nothing is captured."""
        return self.kind in ("file", "overture")


def parse_channels(text: str) -> tuple[int, ...] | None:
    """'3,4' -> (3, 4), '' -> None. UsageError unless it is one or two numbers from 1."""
    if not text.strip():
        return None
    words = text.replace(",", " ").split()
    if len(words) > 2 or not all(w.isascii() and w.isdigit() and 1 <= int(w) <= 1024 for w in words):
        raise UsageError(f"--channels {text}: must be one or two channel numbers counted from 1, as 3 or 3,4")
    return tuple(int(w) for w in words)


def parse_input(text: str, *, channels: str = "", start_s: float = 0.0, seconds: float | None = None, loop: bool = False, mute: bool = False, live: bool = True,
                output: str = "", output_latency_s: float = 0.1) -> InputSpec:
    """What INPUT on the command line means: a keyword, else a file that exists, else a device's name. UsageError when it names a file that does not exist."""
    word = text.strip()
    kind: Kind
    with reached(word, UsageError, f"name a sound file that may be read ({READS}), overture, auto, mic, or a device that `concord devices` lists"):
        path = Path(word).expanduser()
        folder, there, like_a_path = path.is_dir(), path.exists(), _looks_like_a_path(word)
    if word.lower() in ("auto", "mic", "overture"):
        kind, name = word.lower(), ""  # type: ignore[assignment]
    elif not word:
        raise UsageError("INPUT is empty; name auto, mic, overture, a device, or a file")
    elif folder:
        raise UsageError(f"{word}: is a folder; name one sound file in it ({READS})")
    elif there:
        kind, name = "file", str(path)
    elif like_a_path:
        raise UsageError(f"{word}: no such file; name a sound file ({READS}), overture, auto, mic, or a device that `concord devices` lists")
    else:
        kind, name = "device", word
    return InputSpec(kind, name, parse_channels(channels), start_s, seconds, loop, mute, live, output, output_latency_s)


def _looks_like_a_path(word: str) -> bool:
    starts = ("./", "../", "/", "~", ".\\", "..\\")
    sounds = "." in word and word.rpartition(".")[2].lower() in _EXTENSIONS
    return word.startswith(starts) or sounds or (os.sep in word and Path(word).parent.is_dir())
