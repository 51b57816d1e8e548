"""The live stage: the ear's frames arrive through the ring, the clock says which are due, silence is filled in when nobody hears. Knows no window."""
from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from math import exp

from visualizer.analysis import AnalysisSettings
from visualizer.audio import InputSpec
from visualizer.model import log
from visualizer.model.control import CONTROL_EVENT, Command, ControlEvent
from visualizer.model.music import MUSIC, MusicFrame
from visualizer.model.ring import ENDED, Ring
from visualizer.model.supervisor import ChildStatus, Supervisor
from visualizer.model.time import FrameTime, last_tick_before

from .clock import ShowClock
from .ear import HAND_SLOTS, SLOTS, ear_main
from .inputs import InputChange
from .stage import CATCH_UP, Stage, View

DEAF_S = 0.5
"""s behind the clock after which missing ticks are taken as silence"""
TO_THE_EAR = (Command.PAUSE, Command.SEEK, Command.START)
MASTER_S = 0.25
"""s, time constant of fading to black and back"""


class LiveShow:
    """Owns the ear, both rings and the clock. Call `update` once per frame."""

    def __init__(self, spec: InputSpec, analysis: AnalysisSettings, stage: Stage, dream_s: float = 0.0) -> None:
        """Starts the ear at once; a file waits for `begin`. dream_s: s without a signal after which a captured input dreams the overture, 0 never."""
        self._spec, self._analysis, self.stage, self._dream_s = spec, analysis, stage, dream_s
        self._ring, self._hands = Ring(MUSIC, SLOTS), Ring(CONTROL_EVENT, HAND_SLOTS)
        self._pending: deque[MusicFrame] = deque()
        self._next, self._event_id, self._frames, self._hand_id = 0, 0, 0, 0
        self._begun = False
        self._inputs = InputChange()
        self._heard_s = spec.start_s
        self.clock = ShowClock(None if spec.from_memory else time.perf_counter())
        self._frozen: tuple[FrameTime, View] | None = None
        self._last_perf: float | None = None
        self._last_id = 0
        self.master = 1.0
        """0..1, light of the whole picture: the hand's, in wall time, so that black works while the show stands or nobody hears"""
        self.vacant = 0
        """ticks that nobody heard"""
        self.late = 0
        """frames that arrived after their tick had been taken as silence"""
        self.supervisor = Supervisor("ear", ear_main, self._ring, self._arguments, log.get().warning)
        self.supervisor.start()

    def _arguments(self) -> tuple[object, ...]:
        """What the ear is started with, and with what it is started again: a file goes on where it was heard last."""
        spec = self._spec
        if spec.from_memory and self._begun and self._heard_s > spec.start_s:
            spec = replace(spec, resume_s=self._heard_s)
        return (self._hands.name, spec, self._analysis, self.stage.hop + 1, self.clock.offset, not self._begun and spec.from_memory,
                self._last_id, log.verbose(), self._dream_s)

    @property
    def paused(self) -> bool:
        """A file stands still; what is captured cannot."""
        return self.stage.control.paused and self._spec.from_memory

    @property
    def input_name(self) -> str:
        """What is listened to."""
        return self._spec.name or self._spec.kind

    @property
    def ring(self) -> Ring:
        """The ring the ear writes."""
        return self._ring

    @property
    def ended(self) -> bool:
        """The input came to its end and everything heard has been shown."""
        return self._ring.stage == ENDED and not self._pending and self._next >= self._ring.published

    def counters(self) -> dict[str, int]:
        """What went wrong so far, for the log."""
        music = self.stage.view.music
        return {"vacant ticks": self.vacant, "late frames": self.late, "torn slots": self._ring.torn, "merged ticks": self.stage.skipped,
                "lost samples": int(music.value("lost")), "samples not finite": int(music.value("nonfinite"))}

    def begin(self) -> None:
        """The picture is there: a file may sound."""
        if not self._begun:
            self._begun = True
            self._send(Command.START, 0.0)

    def hands(self, events: Sequence[ControlEvent]) -> None:
        """Hand movements, in order, from any hand: numbered here, in show time, to the stage; and to the ear what is the ear's."""
        perf, now = time.perf_counter(), self.clock.now(time.perf_counter())
        first = self._hand_id + 1
        self._hand_id += len(events)
        self.stage.hands([replace(e, id=first + i, t=now + max(-1.0, min(0.0, e.t - perf)), wall=e.t) for i, e in enumerate(events)])
        for event in events:
            if event.command == Command.INPUT:
                self._inputs.ask(event.text, self._spec)
            if event.command in TO_THE_EAR:
                value = float(self.stage.control.paused) if event.command == Command.PAUSE else event.value
                self._send(event.command, value)

    def _listen_to(self, spec: InputSpec) -> None:
        """Another input from here on: a fresh ear, at once; the stage goes on where it stands. What the old ear said and is not yet due is forgotten."""
        log.get().info("the input is %s now", spec.name or spec.kind)
        self._spec, self._heard_s, self._begun = spec, spec.start_s, True
        self._pending.clear()
        self.supervisor.stop(0.0)
        self._next = self._ring.published
        self.supervisor.start()

    def _send(self, command: Command, value: float) -> None:
        self._event_id += 1
        self._hands.publish(ControlEvent(self._event_id, time.perf_counter(), command, value).record())

    def update(self, light_s: float) -> tuple[FrameTime, View, ChildStatus]:
        """What to draw now, for light that leaves the screen light_s (s) from now. Never waits."""
        if (spec := self._inputs.take()) is not None:
            self._listen_to(spec)
        status = self.supervisor.poll()
        perf = time.perf_counter()
        records, self._next = self._ring.after(self._next)
        for record in records:
            frame = MusicFrame(record)
            self._pending.append(frame)
            if not self.paused:
                self.clock.heard(frame.value("clock_s"), int(frame.value("epoch")), perf)
            self._heard_s = frame.value("event_s")
            self._last_id = max([self._last_id, *(e.id for tier in ("onset", "hit") for e in frame.events(tier)), *(n.id for n in frame.notes())])
        if self.paused:
            self.clock.stand()
        t = self.clock.now(perf) + (light_s if self.clock.offset is not None else 0.0)
        self._take_due(t)
        dt = 0.0 if self._last_perf is None else perf - self._last_perf   # of the wall: the guard and the fade go on while the show stands
        control = self.stage.control
        if self.paused or not self.clock.running:
            self.stage.stand(dt)
        self.master += ((0.0 if control.black else control.master) - self.master) * (1.0 - exp(-dt / MASTER_S))
        ft = FrameTime(t, dt, self._frames)
        self._last_perf, self._frames = perf, self._frames + 1
        return (*self._seen(ft), status)

    def _take_due(self, t: float) -> None:
        due: list[MusicFrame] = []
        while self._pending and self._pending[0].t <= t:
            frame = self._pending.popleft()
            if frame.hop > self.stage.hop:
                due.append(frame)
            else:
                self.late += 1
        self.stage.take_all(due)
        if self.clock.running and t - self.stage.view.music.t > DEAF_S:
            missing = range(self.stage.hop + 1, last_tick_before(t - 0.5 * DEAF_S) + 1)
            self.vacant += len(missing)
            missing = missing[-CATCH_UP - 1:]   # after an hour's stop the rest is one step, and no thousand frames are built for it
            self.stage.take_all([MusicFrame.vacant(hop, self.stage.view.music) for hop in missing])

    def _seen(self, ft: FrameTime) -> tuple[FrameTime, View]:
        """The view, or while frozen the frozen one under today's master light."""
        view = self.stage.view
        view = replace(view, show=replace(view.show, master=self.master))
        if not self.stage.control.frozen:
            self._frozen = None
            return ft, view
        if self._frozen is None:
            self._frozen = (ft, view)
        then, still = self._frozen
        return replace(then, dt=ft.dt, index=ft.index), replace(still, show=replace(still.show, master=view.show.master))

    def close(self) -> None:
        """End the ear and free the shared memory."""
        self.supervisor.stop()
        self._ring.close()
        self._hands.close()
