"""What several commands build alike."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.analysis import AnalysisSettings, Analyzer
from visualizer.audio import FileSource, InputSpec, open_media
from visualizer.audio.settings import AudioSettings
from visualizer.config import Config, LookBook, load_look
from visualizer.crowd import CrowdSettings, seat
from visualizer.model.block import Block
from visualizer.model.crowd import Seating
from visualizer.model.errors import UsageError
from visualizer.model.music import MusicFrame
from visualizer.model.paths import reached
from visualizer.output.titles import read_title
from visualizer.render.params import RenderSettings, TitleSettings
from visualizer.render.title import Title
from visualizer.show import ShowSettings

from .offline import Offline
from .stage import Stage, View

SIZE_MAX = 16_384


@dataclass(frozen=True, slots=True)
class House:
    """The rooms' settings and what is made from them alone."""

    config: Config
    audio: AudioSettings
    analysis: AnalysisSettings
    render: RenderSettings
    seating: Seating
    params: npt.NDArray[np.float32]
    seed: int
    looks: LookBook
    look: str = ""
    title: Title | None = None

    def stage(self, on_tick: Callable[[View], None] | None = None) -> Stage:
        """A stage at its beginning."""
        return Stage(self.config.schema, self.params, self.seating, self.seed, self.looks.values, on_tick, self.config.room(ShowSettings, "show"))


def build_house(config: Config, look: str = "", seed: int = 1) -> House:
    """Rooms from a config, with a look laid over its live settings."""
    values = dict(config.values)
    if look:
        values.update(load_look(config.schema, look))
    seating = seat(config.room(CrowdSettings, "crowd").size, seed)
    return House(config, config.room(AudioSettings, "audio"), config.room(AnalysisSettings, "analysis"), config.room(RenderSettings, "render"), seating,
                 config.schema.vector(values), seed, LookBook(config.schema, config.values), look,
                 _title(config.room(TitleSettings, "title")))


def _title(settings: TitleSettings) -> Title | None:
    if not settings.file:
        return None
    with reached(f"title {settings.file}", UsageError, "give a PNG with alpha"):
        path = Path(settings.file).expanduser()
    return Title(read_title(path), settings.height, settings.y, settings.when)


def open_offline(house: House, spec: InputSpec, stage: Stage, on_block: Callable[[Block, MusicFrame], None] | None = None) -> tuple[Offline, FileSource]:
    """The unpaced walk through a file or the overture, and its source (close it)."""
    source = open_media(spec)
    return Offline(source, Analyzer(house.analysis), stage, on_block), source


def need_file(spec: InputSpec) -> None:
    """UsageError unless the input has an end that can be rendered to."""
    if not spec.from_memory:
        raise UsageError(f"{spec.name or spec.kind}: only a file or `overture` can be rendered; record the sound first")


def parse_size(text: str) -> tuple[int, int]:
    """'1280x720' -> (1280, 720). UsageError unless both are whole numbers from 16 to SIZE_MAX."""
    found = re.fullmatch(r"(\d{1,6})[xX](\d{1,6})", text.strip())
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(16 <= n <= SIZE_MAX for n in size):
        raise UsageError(f"--size {text}: must be WIDTHxHEIGHT in pixels, each from 16 to {SIZE_MAX}, as 1920x1080")
    return size


def parse_times(text: str) -> list[float]:
    """'3, 12.5' -> [3.0, 12.5], sorted. UsageError for anything that is no time."""
    times = []
    for word in text.split(","):
        try:
            value = float(word)
        except ValueError:
            value = float("nan")
        if not isfinite(value) or value < 0.0:
            raise UsageError(f"--at {text}: {word.strip()!r} is no time; give seconds from 0 up, several with commas")
        times.append(value)
    return sorted(times)


def positive(name: str, value: float | None, zero: bool = False) -> None:
    """UsageError unless value is None or a finite number above 0. zero: 0 is allowed too."""
    if value is not None and not (isfinite(value) and (value > 0.0 or (zero and value == 0.0))):
        raise UsageError(f"{name} {value:g}: must be a number {'from 0 up' if zero else 'above 0'}")


def clock_text(seconds: float) -> str:
    """'1:07' for 67 s."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"


