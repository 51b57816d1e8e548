"""The whole of it: a real browser on the desk of a running show without a window, and a controller that is played into it."""
from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import chromium, open_page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
LIGHT = """() => { const i = document.getElementById('preview'); if (i.hidden || !i.complete || !i.naturalWidth) return -1;
    const c = document.createElement('canvas'); c.width = 32; c.height = 18; const g = c.getContext('2d'); g.drawImage(i, 0, 0, 32, 18);
    return g.getImageData(0, 0, 32, 18).data.reduce((a, v, n) => a + (n % 4 < 3 ? v : 0), 0) / (32 * 18 * 3); }"""
READY = "concord: the desk is at "


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """Asked for first: where there is no browser no show is started."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def jack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a JACK server of our own; empty where there is none."""
    if shutil.which("jackd") is None:
        yield {}
        return
    env = {"JACK_DEFAULT_SERVER": f"concord-desk-{os.getpid()}", "JACK_NO_AUDIO_RESERVATION": "1", "JACK_NO_START_SERVER": "1"}
    with (tmp_path_factory.mktemp("jack") / "log").open("w") as log:
        words = ["jackd", "--no-realtime", "-n", env["JACK_DEFAULT_SERVER"], "-d", "dummy", "-r", "48000", "-p", "256"]
        server = subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | env)
    yield env
    server.terminate()
    code = server.wait(10)
    assert code == 0, f"code {code}: its name would stay in the registry, which holds eight"


@dataclass(frozen=True)
class Show:
    """A show that runs by itself. url: of its desk; process: its stage."""

    url: str
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def running(page: Any, jack: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """The overture without a window."""
    home, base = tmp_path_factory.mktemp("home"), tmp_path_factory.getbasetemp() / "home" / "cache"
    base.mkdir(parents=True, exist_ok=True)
    (home / "cache").symlink_to(base)   # the overture takes seconds to make
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    sets = {"hands.desk_port": str(port), "hands.osc_in": "0", "hands.osc_out": "", "crowd.size": "100"}
    given = [w for k, v in sets.items() for w in ("--set", f"{k}={v}")]
    words = [sys.executable, "-m", "visualizer", *given, "show", "overture", "--headless", "--mute", "--loop",
             "--quality", "C"]
    said = home / "stderr"
    with said.open("w") as out:
        show = subprocess.Popen(words, env=os.environ | jack | {"CONCORD_HOME": str(home)}, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=home)
    while READY not in said.read_text():
        assert show.poll() is None, said.read_text()
        time.sleep(0.2)
    yield Show(said.read_text().split(READY)[1].split()[0], show)
    show.terminate()
    show.wait(30)


@contextmanager
def halted(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """It does nothing meanwhile."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def test_a_show_is_moved_from_the_desk(page: Any, running: Show) -> None:
    desk = open_page(page, running.url)
    desk.wait_for_function(f"() => ({LIGHT})() >= 0")
    desk.click("[data-act=unison]")
    desk.wait_for_selector("#act[data-act=unison]")
    desk.wait_for_function(f"() => ({LIGHT})() > 6")   # there is light on the stage, and we see it

    desk.click("[data-go=tune]")
    output = desk.locator('[data-key="stage.haze.density"] output')
    desk.locator('[data-key="stage.haze.density"] input').focus()
    desk.keyboard.press("End")
    desk.wait_for_selector('[data-key="stage.haze.density"] .back:enabled')   # the stage says that a hand has moved it
    desk.wait_for_timeout(1500)   # let go, the slider shows what the stage draws
    assert output.text_content() == "3.00"
    other = open_page(page, running.url)
    other.click("[data-go=tune]")
    other.wait_for_function("() => document.querySelector('[data-key=\"stage.haze.density\"] output').textContent === '3.00'")
    other.context.close()

    desk.click("[data-go=looks]")
    desk.wait_for_function("() => [...document.querySelectorAll('.card')].every(c => c.querySelector('img')?.naturalWidth === 320)")   # each has its picture
    desk.click(".pick-look[data-look=winter]")
    desk.wait_for_selector(".pick-look[data-look=winter][aria-pressed=true]")
    desk.click("[data-go=tune]")
    desk.wait_for_selector('[data-key="stage.haze.density"] .back:disabled', state="attached")   # a look takes the hands off

    desk.click("[data-go=cues]")
    desk.select_option("#cue-lists", "evening")
    desk.wait_for_selector("#cue-bar:not([hidden])")
    desk.click("#cue-on")
    desk.click("#cue-on")
    desk.wait_for_selector("#act[data-act=curtain]")   # the list's second cue
    desk.wait_for_selector(".pick-look[data-look=candle][aria-pressed=true]", state="attached")
    desk.click("#cue-before")
    desk.wait_for_selector("#act[data-act=backstage]")
    desk.click("[aria-label='Cue curtain: later']")   # written to the user's own list, and read again by the stage
    desk.wait_for_function("() => document.querySelector('#cue-list li:nth-child(3) b').textContent === 'curtain'")
    desk.select_option("#cue-lists", "")   # no list: its next cue comes by itself eight seconds later, and a look takes the hands off
    desk.wait_for_selector("#cue-bar", state="hidden")
    desk.click("[data-act=unison]")
    desk.wait_for_selector("#act[data-act=unison]")

    desk.click("#black")
    desk.wait_for_selector("#black[aria-pressed=true]")
    desk.wait_for_function(f"() => ({LIGHT})() < 0.5")
    desk.click("#black")
    desk.wait_for_selector("#black[aria-pressed=false]")
    assert not desk.complaints
    desk.context.close()


def test_a_control_is_learnt_and_moves_the_stage(page: Any, running: Show, jack: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    rtmidi = pytest.importorskip("rtmidi", reason="python-rtmidi is not installed: pip install concord-stage[midi]")
    if not jack or rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api():
        pytest.skip("no jackd here (jackd2): a controller that is plugged in cannot be played")
    for key, value in jack.items():
        monkeypatch.setenv(key, value)
    box = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Fader box")
    box.open_virtual_port("knobs")
    desk = open_page(page, running.url)
    desk.click("[data-go=midi]")
    desk.wait_for_function("() => document.getElementById('midi-ports').textContent.includes('Fader box')")
    desk.click("[data-go=tune]")
    ring, output = '.learn[data-address="stage.haze.glow"]', '[data-key="stage.haze.glow"] output'
    desk.click(ring)
    desk.wait_for_selector(f"{ring}[aria-pressed=true]")
    deadline = time.monotonic() + 60.0
    while not desk.query_selector(f"{ring}.bound[aria-pressed=false]"):   # a busy JACK drops a message; a hand moves a control more than once
        assert time.monotonic() < deadline
        box.send_message([0xB2, 77, 10])
        desk.wait_for_timeout(300)

    def turn(low: int, high: int) -> None:
        for value in range(low, high, 2):   # slowly up: it takes hold where the parameter stands
            box.send_message([0xB2, 77, value])
            desk.wait_for_timeout(10)

    turn(0, 70)
    with halted(running.process):   # a frame that takes a second: the fader must not let go of what it holds
        turn(70, 90)
        desk.wait_for_timeout(900)
        turn(90, 98)
    turn(98, 128)

    def reads(place: int, shown: str) -> None:
        """Stand at `place` until the desk shows it: a busy JACK drops a message, but a fader that lost its hold would not get it back by standing still."""
        deadline = time.monotonic() + 60.0
        while not desk.text_content(output).startswith(shown):
            assert time.monotonic() < deadline, desk.text_content(output)
            box.send_message([0xB2, 77, place])
            desk.wait_for_timeout(500)

    reads(127, "3.00")
    reads(64, "1.5")
    box.delete()
    desk.context.close()
