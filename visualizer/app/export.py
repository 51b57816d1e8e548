"""`concord overture`: the built-in piece as a sound file."""
from __future__ import annotations

from pathlib import Path

from visualizer.audio import check_sound_name, overture_samples, write_sound
from visualizer.model.time import SAMPLE_RATE
from visualizer.output.files import check_writable, whole_file


def export_overture(out: Path) -> Path:
    """Write it whole or not at all, 48 kHz stereo, of the kind the name's ending says. Returns its path."""
    check_sound_name(out)
    check_writable(out)
    sound = overture_samples()
    with whole_file(out) as partial:
        write_sound(partial, sound, SAMPLE_RATE)
    return out
