"""The ear: a child process that reads a source, analyses it, and publishes what it heard. Imports no GL."""
from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace

import numpy as np

from visualizer.analysis import AnalysisSettings
from visualizer.audio import InputSpec, PlayedSource, Source, open_source
from visualizer.model import log
from visualizer.model.block import Block
from visualizer.model.control import CONTROL_EVENT, Command
from visualizer.model.errors import ConcordError, DeviceError
from visualizer.model.music import MUSIC
from visualizer.model.ring import ENDED, RUNNING, STARTING, Ring
from visualizer.model.time import HOP, TICK_S, last_tick_before, tick_end

from .dream import Dreamer

SLOTS, HAND_SLOTS = 256, 64
"""records held by the ring of music, 2.7 s, and by the ring of hands"""
RETRY_S = (0.1, 0.25, 0.5, 0.5, 1.0)
"""s between attempts to open a source that is gone; the last one repeats"""
LATE = 4
"""ticks that are made up for where there is no source"""
IDLE_S = 0.01
"""s between two looks at the hands while nothing is read"""


class Counting:
    """Numbers ticks so that show time goes on when a source is opened again: a fresh source begins anywhere, the stage does not."""

    def __init__(self, first_hop: int, clock_s: float | None, captured: bool) -> None:
        """first_hop: least number of the next tick; clock_s: s, performance counter minus show time as the stage believes it, None: not yet;
        captured: the world goes on while nothing is read; a file waits."""
        self._captured = captured
        self._next, self._clock_s = first_hop, clock_s
        self._shift, self._epoch, self._of_source, self._fresh = 0, -1, 0, True

    def opened(self) -> None:
        """The next block comes from a newly opened source."""
        self._fresh = True

    def nothing(self, now: float) -> Block | None:
        """The next tick that is due (now: performance counter, s) when no source brings one; None while none is, or while nobody has a clock."""
        if self._clock_s is None:
            return None
        due = last_tick_before(now - self._clock_s)
        if due < self._next:
            return None
        hop = max(self._next, due - LATE)   # what was missed before is the stage's to fill
        self._next = hop + 1
        return Block(np.zeros((HOP, 1), np.float32), hop, tick_end(hop), tick_end(hop), self._clock_s, self._epoch)

    def place(self, block: Block) -> Block:
        """The block with tick number, clock and epoch in the show's own count. Ticks grow; after a gap they skip what the gap lasted."""
        gap = self._captured and block.epoch != self._of_source
        if self._fresh or gap:
            self._shift = max(self._shift, self._next - block.hop) if gap and not self._fresh else self._next - block.hop
            if self._clock_s is not None and block.clock_s == block.clock_s:
                self._shift = max(self._shift, round((block.clock_s - self._clock_s) / TICK_S))
            self._epoch += 1
        elif block.epoch != self._of_source:
            self._epoch += block.epoch - self._of_source
        self._of_source, self._fresh = block.epoch, False
        placed = replace(block, hop=block.hop + self._shift, clock_s=block.clock_s - self._shift * TICK_S, epoch=self._epoch)
        self._next = placed.hop + 1
        if placed.clock_s == placed.clock_s:
            self._clock_s = placed.clock_s
        return placed


class Hands:
    """What the hands ask of the ear: whether to begin, to stand, and where to go."""

    def __init__(self, ring: Ring, waiting: bool) -> None:
        """waiting: nothing is read before Command.START."""
        self._ring, self._next = ring, 0
        self.waiting, self.paused = waiting, False
        self.fresh = not waiting
        """an ear that begins in the middle: seeks older than itself are done with"""

    def look(self, source: Source | None) -> None:
        """Take the events that came since the last look, in order; seeks and pauses act on a played source, and mean nothing to a captured one."""
        records, self._next = self._ring.after(self._next)
        for record in records:
            command, value = int(record["command"]), float(record["value"])
            if command == Command.START:
                self.waiting = False
            elif command == Command.PAUSE:
                self.paused = (not self.paused) if value < 0 else value > 0
            elif command == Command.SEEK and isinstance(source, PlayedSource) and not self.fresh:
                source.seek(value)
        self.fresh = False


class Ear:
    """One source after another, until one ends."""

    def __init__(self, ring: Ring, hands: Hands, spec: InputSpec, dreamer: Dreamer, counting: Counting) -> None:
        self._ring, self._hands, self._spec, self._dreamer, self._counting = ring, hands, spec, dreamer, counting
        self._heard = False
        """something was read since the source was opened"""
        self._said = ""

    def run(self) -> None:
        """Listen; when the source is gone, say so once and open it again, with growing patience. Returns at the end of a file."""
        attempt = 0
        while True:
            try:
                self._listen()
                return
            except ConcordError as e:
                if self._spec.from_memory and not isinstance(e, DeviceError):
                    raise   # a file that broke while it was read: there is nothing to come back to; a device may yet come back as it was
                attempt = 0 if self._heard else attempt
                if str(e) != self._said:
                    self._said = str(e)
                    log.get().warning("%s; trying again until it is there", e)
                self._rest(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                attempt += 1

    def _listen(self) -> None:
        self._heard = False
        self._ring.beat(STARTING)
        source = open_source(self._spec, beat=self._ring.beat, log=log.get().warning)
        self._ring.beat()
        self._counting.opened()
        log.get().info("listening to %s, %d Hz", source.name, source.rate)
        try:
            while True:
                self._hands.look(source)
                if isinstance(source, PlayedSource) and (self._hands.waiting or self._hands.paused):
                    source.idle()
                    self._ring.beat()
                    continue
                block = source.read()
                if block is None:
                    return
                self._ring.publish(self._dreamer.step(self._counting.place(block)).record)
                if not self._heard:
                    self._ring.beat(RUNNING)
                    self._heard, self._said = True, ""
        finally:
            source.close()

    def _rest(self, seconds: float) -> None:
        began = last = time.perf_counter()
        while last < began + seconds:
            self._ring.beat(STARTING)   # an absent device is no dead ear
            self._hands.look(None)
            time.sleep(IDLE_S)
            now = time.perf_counter()
            self._dreamer.idle(now - last)
            while self._dreamer.dreaming and (block := self._counting.nothing(now)) is not None:
                self._ring.publish(self._dreamer.step(block).record)
            last = now


def ear_main(ring_name: str, hands_name: str, spec: InputSpec, settings: AnalysisSettings, first_hop: int = 0, clock_s: float | None = None,
             wait: bool = True, last_id: int = 0, verbose: bool = False, dream_s: float = 0.0) -> None:
    """Run by the supervisor in a spawned process, until the source ends. SystemExit(1), and no ENDED, after an exception that nobody expected.

    ring_name: Ring(MUSIC, SLOTS) to write; hands_name: Ring(CONTROL_EVENT, HAND_SLOTS) to read; first_hop: least tick number to publish;
    clock_s: s, the stage's clock (performance counter minus show time), None when it has none yet; wait: a file or the overture begins at
    Command.START, not before; last_id: the largest event id the stage has seen; verbose: say more on stderr; dream_s: s without a signal
    after which a captured input dreams the overture, 0 never.
    """
    ring = Ring(MUSIC, SLOTS, ring_name)
    ring.beat(STARTING)
    log.setup("ear", verbose)
    np.seterr(all="ignore")   # a live ear hears strange things; what it makes of them is bounded where it is made
    with contextlib.suppress(OSError, AttributeError):
        os.nice(-5)   # refused without the right to it, which is no error
    events = Ring(CONTROL_EVENT, HAND_SLOTS, hands_name)
    hands = Hands(events, wait and spec.from_memory)
    dreamer = Dreamer(settings, last_id, 0.0 if spec.from_memory else dream_s)
    ring.beat()
    try:
        Ear(ring, hands, spec, dreamer, Counting(first_hop, clock_s, not spec.from_memory)).run()
        ring.beat(ENDED)
    except ConcordError as e:
        log.get().error("%s", e)
        ring.beat(ENDED)
    except Exception as e:   # a fault of ours is no end of the music: without ENDED the supervisor replaces this ear
        log.get().error("the ear failed (%s: %s)", type(e).__name__, e)
        log.get().debug("", exc_info=e)
        raise SystemExit(1) from e
    finally:
        events.close()
        ring.close()
