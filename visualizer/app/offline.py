"""The same show without a clock: the analyzer runs in line, and frames ask for the state at their instant."""
from __future__ import annotations

from collections.abc import Callable

from visualizer.analysis import Analyzer
from visualizer.audio.source import Source
from visualizer.model.block import Block
from visualizer.model.music import MusicFrame
from visualizer.model.time import last_tick_before

from .stage import Stage, View


class Offline:
    """Walks a source from its beginning. Instants may only grow."""

    def __init__(self, source: Source, analyzer: Analyzer, stage: Stage, on_block: Callable[[Block, MusicFrame], None] | None = None) -> None:
        """on_block: called with each block and what was heard in it."""
        self._source, self._analyzer, self._stage, self._on_block = source, analyzer, stage, on_block
        self.ended = False

    def view_at(self, t: float) -> View:
        """The state at show time t (s): every tick that is complete by then has been taken. Past the end, silence."""
        newest = last_tick_before(t)
        while self._stage.hop < newest:
            block = None if self.ended else self._source.read()
            if block is None:
                self.ended = True
                self._stage.take(MusicFrame.vacant(self._stage.hop + 1, self._stage.view.music))
                continue
            music = self._analyzer.step(block)
            self._stage.take(music)
            if self._on_block is not None:
                self._on_block(block, music)
        return self._stage.view
