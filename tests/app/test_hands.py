"""The hands' process beside a live stage without a picture: what they do arrives, what they are told is true, and their death changes nothing."""
from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.sounds import groove, write
from visualizer.app.common import House, build_house
from visualizer.app.hands import AGAIN_S, HandsOptions, Rail
from visualizer.app.handschild import EVENTS, PICTURES, STATES, Hub
from visualizer.app.live import LiveShow
from visualizer.app.schema import schema
from visualizer.audio import parse_input
from visualizer.config import load, load_state, save_state
from visualizer.control.desk.commands import Checker, CommandError
from visualizer.model.control import CONTROL_EVENT, TEXT, Command, ControlEvent, ControlState
from visualizer.model.ring import RUNNING, Ring
from visualizer.model.show import Act
from visualizer.model.status import PREVIEW_DTYPE, status_dtype
from visualizer.model.supervisor import ChildStatus

QUIET = {"crowd.size": 100, "hands.osc_in": 0, "hands.osc_out": "", "hands.midi": False, "hands.desk": False}


@pytest.fixture
def house() -> House:
    return build_house(load(schema(), [], QUIET))


@pytest.fixture
def live(house: House, tmp_path: Path) -> Iterator[LiveShow]:
    show = LiveShow(parse_input(str(write(tmp_path / "song.wav", groove(60.0))), mute=True), house.analysis, house.stage())
    yield show
    show.close()


class Bench:
    """The hands' hub in this process, joined to a rail by the same rings."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.rail = Rail(house, HandsOptions(), child=None)
        rail: object = self.rail
        self.events = Ring(CONTROL_EVENT, EVENTS, rail._events.name)   # type: ignore[attr-defined]
        self.status = Ring(status_dtype(schema().size), STATES, rail._status.name)   # type: ignore[attr-defined]
        self.pictures = Ring(PREVIEW_DTYPE, PICTURES, rail._pictures.name)   # type: ignore[attr-defined]
        self.hub = Hub(rail._spec, self.events, self.status, self.pictures)   # type: ignore[attr-defined]
        self.hub.desk.thumbs.look = lambda now: None   # type: ignore[method-assign]   # nobody looks at pictures here

    def frame(self, live: LiveShow) -> np.ndarray:
        """One frame of the stage as FrameLoop has it, hands first; the parameters it would draw."""
        self.hub.turn()
        live.hands(self.rail.resolve(self.rail.poll(), live.stage.control, live))
        ft, view, ear = live.update(0.025)
        live.begin()
        self.rail.tell(ft, view, live, ear)
        return view.show.params

    def close(self) -> None:
        for ring in (self.events, self.status, self.pictures):
            ring.close()
        self.rail.close()


@pytest.fixture
def bench(house: House) -> Iterator[Bench]:
    b = Bench(house)
    yield b
    b.close()


def until(condition: Callable[[], bool], step: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        step()
        time.sleep(0.01)


def test_what_a_hand_moves_is_seen_and_told_back(bench: Bench, live: LiveShow) -> None:
    until(lambda: live.stage.hop > 30, lambda: bench.frame(live))
    key, o = "stage.haze.density", schema().offset("stage.haze.density")
    before = bench.frame(live)[o]
    bench.hub.send(Command.PARAM, key, 3.0)
    seen: list[float] = []
    until(lambda: bench.hub.desk.state()["params"][key] == 3.0, lambda: seen.append(float(bench.frame(live)[o])))
    assert seen[0] == before or seen[0] > before
    assert seen == sorted(seen), "eased, never back"
    state = bench.hub.desk.state()
    assert state["changed"] == [key]
    assert state["running"]
    assert state["act"] in state["declared"]["acts"]
    bench.hub.send(Command.PARAM, "stage.key.color", [0.1, 0.2, 0.3])
    bench.hub.send(Command.BLACK, "", -1)
    bench.hub.send(Command.LOOK, "winter", 0.5)
    bench.hub.send(Command.ACT_SET, "last note", 0)
    until(lambda: bench.hub.desk.state()["act"] == "last note" and bench.hub.desk.state()["blending"] == 1.0, lambda: bench.frame(live))
    state = bench.hub.desk.state()
    assert (state["look"], state["black"], state["changed"]) == ("winter", True, [])
    winter = bench.house.looks["winter"].values
    until(lambda: bool((bench.frame(live) == winter).all()), lambda: None)


def test_hands_know_what_the_stage_has_answered_and_where_a_value_is_going(bench: Bench, live: LiveShow) -> None:
    until(lambda: live.stage.hop > 30, lambda: bench.frame(live))
    target = bench.hub.addresses.get("stage.haze.density")
    assert target is not None
    bench.hub.turn()
    before, t = bench.hub.value(target), time.perf_counter()
    bench.hub.put(target, 3.0, t)
    bench.hub.turn()
    assert (bench.hub.value(target), bench.hub.answered(t)) == (before, False), "no frame has come since"
    drawn = bench.frame(live)[target.index]
    bench.hub.turn()
    assert drawn < 3.0, "it is on its way"
    assert (bench.hub.value(target), bench.hub.answered(t), bench.hub.answered(t + 1e-6)) == (3.0, True, False)
    bench.hub.send(Command.SAFE, "", 0)
    until(lambda: bench.hub.value(target) == 1.0, lambda: bench.frame(live))


def test_a_paused_show_still_follows_hands(bench: Bench, live: LiveShow) -> None:
    until(lambda: live.stage.hop > 30, lambda: bench.frame(live))
    bench.hub.send(Command.PAUSE, "", 1)
    until(lambda: live.paused, lambda: bench.frame(live))
    hop = live.stage.hop
    bench.hub.send(Command.PARAM, "stage.floor.gloss", 2.0)
    until(lambda: bench.hub.desk.state()["params"]["stage.floor.gloss"] == 2.0, lambda: bench.frame(live))
    assert live.stage.hop <= hop + 2


def test_nonsense_is_counted_and_changes_nothing(bench: Bench, live: LiveShow, rng: np.random.Generator) -> None:
    bench.frame(live)
    before = live.stage.control
    for command, target, value in ((Command.PARAM, "no.such.key", 1), (Command.PARAM, "stage.haze.density", float("nan")), (Command.PARAM, "crowd.size", 5),
                                   (Command.PARAM, "stage.haze.density", [1, 2, 3]), (Command.PARAM, "stage.haze.density", "loud"), (999, "", 0),
                                   (Command.ACT_SET, "intermission", 0), (Command.RESET, "nothing", 0), (Command.MASTER, "", None), (Command.PARAM, 10_000, 1)):
        bench.hub.send(command, target, value)   # type: ignore[arg-type]
    assert bench.hub.refused == 10
    for _ in range(200):   # and a ring full of noise
        record = np.frombuffer(rng.bytes(CONTROL_EVENT.itemsize), CONTROL_EVENT)[0]
        bench.events.publish(record)
    with np.errstate(all="ignore"):
        bench.frame(live)
    assert live.stage.control == before or live.stage.control.last_id <= 200
    assert bench.rail.malformed == 200
    assert live.stage.control.changes == {}


def test_a_look_is_saved_from_the_present_state_and_found_again(bench: Bench, live: LiveShow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path / "home"))
    until(lambda: live.stage.hop > 10, lambda: bench.frame(live))
    bench.hub.send(Command.PARAM, "stage.haze.density", 2.5)
    until(lambda: bench.hub.desk.state()["params"]["stage.haze.density"] == 2.5, lambda: bench.frame(live))
    bench.hub.send(Command.SAVE_LOOK, "Smoke / and mirrors", 0)
    until(lambda: any(x["name"] == "Smoke  and mirrors" for x in bench.hub.desk.state()["looks"]), lambda: bench.frame(live))
    text = (tmp_path / "home" / "config" / "looks" / "Smoke  and mirrors.toml").read_text("utf-8")
    assert "density = 2.5" in text
    assert "gloss" not in text, "only what differs"
    bench.hub.send(Command.SAFE, "", 0)
    until(lambda: bench.hub.desk.state()["params"]["stage.haze.density"] == 1.0, lambda: bench.frame(live))
    bench.hub.send(Command.LOOK, "Smoke  and mirrors", 0.2)
    until(lambda: bench.hub.desk.state()["params"]["stage.haze.density"] == 2.5, lambda: bench.frame(live))
    bench.hub.send(Command.FAVOURITE, "winter", -1)
    until(lambda: any(x["favourite"] for x in bench.hub.desk.state()["looks"]), lambda: bench.frame(live), 10.0)


def test_another_input_is_listened_to_and_the_show_goes_on(bench: Bench, live: LiveShow, tmp_path: Path) -> None:
    until(lambda: live.stage.hop > 60, lambda: bench.frame(live))
    other = write(tmp_path / "other.wav", groove(30.0))
    hop, heard = live.stage.hop, live._heard_s
    bench.hub.send(Command.INPUT, str(other))
    until(lambda: bench.hub.desk.state()["input"] == str(other) and live.stage.hop > hop + 30 and 0.0 < live._heard_s < heard + 5.0, lambda: bench.frame(live))
    bench.hub.send(Command.INPUT, str(tmp_path / "nowhere.wav"))
    for _ in range(5):
        bench.frame(live)
    assert live.stage.hop > hop, "and a wrong one changes nothing"


def test_a_name_as_long_as_sound_servers_and_folders_make_them_arrives_whole(bench: Bench, live: LiveShow, tmp_path: Path) -> None:
    name = str(tmp_path / ("Überlänge " * 15) / ("x" * 200) / "song.wav")
    assert 300 < len(name.encode()) <= TEXT
    kind = Checker([]).order("input", {"name": name})
    bench.hub.send(*kind)
    bench.hub.turn()
    assert [e.text for e in bench.rail.poll() if e.command == Command.INPUT] == [name]
    live._spec = replace(live._spec, name=name)
    until(lambda: bench.hub.desk.state().get("input") == name, lambda: bench.frame(live))


def test_a_name_that_does_not_fit_is_refused_and_not_cut(bench: Bench) -> None:
    name = "ü" * 300
    with pytest.raises(CommandError, match="1 to 512 bytes"):
        Checker([]).order("input", {"name": name})
    before = bench.hub.outbox.dropped
    bench.hub.send(Command.INPUT, name)   # by OSC, say
    bench.hub.turn()
    assert bench.rail.poll() == []
    assert bench.hub.outbox.dropped == before + 1


def test_the_next_input_is_asked_of_the_hands_who_know_which_there_are(bench: Bench, live: LiveShow) -> None:
    for _ in range(3):   # the hands have met the stage
        bench.frame(live)
    bench.rail.resolve([ControlEvent(1, 0.0, Command.INPUT_STEP, 1.0)], live.stage.control, live)
    bench.frame(live)
    bench.hub.turn()
    names = [i["name"] for i in bench.hub.desk.inputs.names()]
    wanted = [e for e in bench.rail.poll() if e.command == Command.INPUT]
    now = live.input_name
    assert [e.text for e in wanted] == [names[(names.index(now) + 1) % len(names)] if now in names else names[0]]


def test_what_the_guard_keeps_is_told(bench: Bench, live: LiveShow) -> None:
    until(lambda: live.stage.hop > 5, lambda: bench.frame(live))
    assert bench.hub.desk.state()["guard"] == 0.0
    ft, view, ear = live.update(0.025)
    bench.rail.tell(ft, view, live, ear, guard=0.97)
    bench.hub.turn()
    assert bench.hub.desk.state()["guard"] == 0.97


def test_clipping_is_told_when_samples_clip_and_not_when_it_is_loud(bench: Bench, live: LiveShow) -> None:
    until(lambda: live.stage.hop > 30, lambda: bench.frame(live))
    assert not bench.hub.desk.state()["clipping"], "the overture never does"
    rail = bench.rail
    assert rail._clipping(3, 10.0) == 1.0
    assert rail._clipping(3, 11.0) == 1.0
    assert rail._clipping(3, 12.0) == 0.0
    assert rail._clipping(0, 12.5) == 0.0, "a fresh ear counts anew"
    assert rail._clipping(1, 13.0) == 1.0


def test_a_show_without_a_look_of_its_own_names_the_one_it_begins_with(bench: Bench, live: LiveShow) -> None:
    for _ in range(3):
        bench.frame(live)
    assert bench.hub.desk.state()["look"] == "dream"
    bench.hub.send(Command.LOOK_STEP, "", 1)
    bench.frame(live)
    assert live.stage.control.look == bench.house.looks.after("dream", 1)


def test_a_look_that_is_not_there_changes_nothing_and_is_told(bench: Bench, live: LiveShow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                                              caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "config"
    for name in ("cues", "looks"):
        (folder / name).mkdir(parents=True)
    (folder / "cues" / "gig.toml").write_text('schema = 1\n[[cue]]\nact = "chaos"\nlook = "winterr"\n', "utf-8")
    until(lambda: live.stage.hop > 10, lambda: bench.frame(live))
    logging.getLogger("concord").addHandler(caplog.handler)
    try:
        bench.hub.send(Command.PARAM, "stage.haze.density", 2.5)
        bench.hub.send(Command.LOOK, "nosuch", 1.0)
        bench.hub.send(Command.CUES, "gig")
        bench.frame(live)
        cue = bench.hub.addresses.get("cue:next")
        assert cue is not None
        bench.hub.put(cue, 0.0)
        bench.frame(live)
    finally:
        logging.getLogger("concord").removeHandler(caplog.handler)
    control = live.stage.control
    assert control.changes == {schema().offset("stage.haze.density"): 2.5}
    assert (control.look, control.look_id) == ("", 0)
    assert control.cue == Act.CHAOS, "the rest of the cue is done"
    lines = [r.getMessage() for r in caplog.records]
    assert any("look nosuch: no such look" in line and "looks that exist: aurora" in line for line in lines), lines
    assert any("did you mean winter?" in line for line in lines)
    until(lambda: bench.hub.desk.state()["counters"].get("missing looks") == 2, lambda: bench.frame(live))
    (folder / "looks" / "nosuch.toml").write_text("schema = 1\n", "utf-8")
    time.sleep(AGAIN_S)
    bench.hub.send(Command.LOOK, "nosuch", 1.0)
    bench.frame(live)
    assert live.stage.control.look == "nosuch", "written a moment ago"


def test_a_list_chosen_late_counts_from_then(bench: Bench, live: LiveShow) -> None:
    until(lambda: live.stage.hop > 10, lambda: bench.frame(live))
    chosen: list[float] = []
    bench.rail.cues.choose = lambda name, t=0.0: chosen.append(t)   # type: ignore[method-assign]
    bench.hub.send(Command.CUES, "evening")
    bench.frame(live)
    assert chosen == [pytest.approx(live.stage.view.show.t, abs=1.0)]
    assert chosen[0] > 0.05


def test_a_watched_stage_sends_pictures(bench: Bench, live: LiveShow) -> None:
    bench.frame(live)
    assert not bench.rail.wants_picture(), "nobody watches"
    assert bench.hub.preview() is None
    bench.frame(live)
    assert bench.rail.wants_picture()
    assert not bench.rail.wants_picture(), "not twice within an eighth of a second"
    bench.rail.picture(np.full((180, 320, 3), 200, np.uint8))
    found = bench.hub.preview()
    assert found is not None
    assert found[:2] == b"\xff\xd8", "a JPEG"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_hands_change_nothing_and_come_back(house: House, live: LiveShow) -> None:
    rail = Rail(house)
    try:
        ring = rail._events

        def frame() -> ChildStatus:
            live.hands(rail.resolve(rail.poll(), live.stage.control, live))
            ft, view, ear = live.update(0.025)
            live.begin()
            rail.tell(ft, view, live, ear)
            return rail.supervisor.status()

        until(lambda: ring.stage == RUNNING and live.stage.hop > 30, frame)
        live.hands([ControlEvent(1, 0.0, Command.PARAM, 2.0, schema().offset("stage.haze.density") or 0)])
        control, hop, pid = live.stage.control, live.stage.hop, rail.supervisor.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        until(lambda: rail.supervisor.status().restarts == 1 and ring.stage == RUNNING, frame)
        assert live.stage.control == control, "no hand moved"
        assert live.stage.hop > hop, "and the show went on"
    finally:
        rail.close()


def test_a_trim_is_kept_for_the_display_it_was_made_on(house: House) -> None:
    """Ctrl+M takes the picture to another display, which has a latency of its own."""
    def trim(rail: Rail, ms: float) -> None:
        rail.resolve([ControlEvent(1, 0.0, Command.TRIM, ms)], ControlState())

    save_state({"trim_ms DELL": 5.0, "trim_ms EPSON": 0.0})
    rail = Rail(house, HandsOptions(), child=None, display="DELL")
    try:
        assert rail.trim_ms == 5.0
        trim(rail, 20.0)
        rail.seen_on("EPSON")
        assert rail.trim_ms == 0.0
        trim(rail, -35.0)
        rail.refresh(time.perf_counter())
        kept = load_state()
        assert (kept["trim_ms DELL"], kept["trim_ms EPSON"]) == (20.0, -35.0)
        rail.seen_on("DELL")
        assert rail.trim_ms == 20.0
    finally:
        rail.close()
