"""Sound into files, in whatever libsndfile writes that people still open."""
from __future__ import annotations

from pathlib import Path

from visualizer.model.block import Samples
from visualizer.model.errors import OutputError, UsageError

_KINDS = {".flac": ("FLAC", "PCM_24"), ".wav": ("WAV", "PCM_24"), ".aiff": ("AIFF", "PCM_24"), ".aif": ("AIFF", "PCM_24"), ".caf": ("CAF", "PCM_24"),
          ".w64": ("W64", "PCM_24"), ".ogg": ("OGG", "VORBIS"), ".opus": ("OGG", "OPUS"), ".mp3": ("MP3", "MPEG_LAYER_III")}
"""ending: (container, coding)"""


def check_sound_name(path: Path) -> None:
    """UsageError unless the name's ending is one that can be written here."""
    import soundfile as sf  # loads libsndfile; only needed when a file is touched

    can = [ending for ending, (kind, coding) in _KINDS.items() if sf.check_format(kind, coding)]
    if path.suffix.lower() not in can:
        raise UsageError(f"{path}: a sound file's name ends in {', '.join(can[:-1])} or {can[-1]}")


def write_sound(path: Path, sound: Samples, rate: int) -> None:
    """sound: (n, channels) float32. 24 bits where the kind has bits. UsageError for a name, OutputError for a disk."""
    import soundfile as sf

    check_sound_name(path)
    kind, coding = _KINDS[path.suffix.lower()]
    try:
        with sf.SoundFile(path, "w", rate, sound.shape[1], coding, format=kind) as f:
            for i in range(0, len(sound), rate):   # a coder given minutes at once runs out of stack
                f.write(sound[i:i + rate])
    except (sf.SoundFileError, OSError) as error:
        raise OutputError(f"{path}: cannot be written ({error}); make room, or choose another place with -o") from error
