"""The desk's page in a real browser, over a show that is none: what is pressed is asked for, what is told is seen, thumbs and keys are enough."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium, open_page
from tests.control.desk_fake import FakeShow
from tests.control.desk_guest import served
from visualizer.control.desk.server import DeskServer
from visualizer.control.keyboard import KEYS
from visualizer.model.control import Command

VIEWS = ("stage", "heart", "looks", "cues", "tune", "sound", "midi", "log")
DENSITY = '[data-key="stage.haze.density"] input'
TOO_SMALL = """() => [...document.querySelectorAll('button, input, select')].filter(n => n.checkVisibility({visibilityProperty: true})).map(n => {
    const r = n.getBoundingClientRect(); return [n.id || n.className || n.textContent, r.width, r.height]; }).filter(([, w, h]) => w < 43.5 || h < 43.5)"""
NAMELESS = """() => [...document.querySelectorAll('button, input, select, [role=meter]')].filter(n => n.checkVisibility({visibilityProperty: true}))
    .filter(n => !(n.getAttribute('aria-label') || n.textContent.trim() || [...(n.labels ?? [])].some(l => l.textContent.trim())))
    .map(n => n.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def browser(chrome: Any) -> Iterator[Any]:
    """Its pages are closed after each test: what nobody looks at draws no more."""
    yield chrome
    for context in chrome.contexts:
        context.close()


@pytest.fixture
def show() -> FakeShow:
    return FakeShow()


@pytest.fixture
def desk(show: FakeShow) -> Iterator[DeskServer]:
    with served(show) as server:
        yield server


def test_a_moved_slider_is_asked_for_once_it_moves_and_comes_back_to_every_page(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page, other = open_page(browser, desk.url), open_page(browser, desk.url, phone=True)
    for p in (page, other):
        p.click("[data-go=tune]")
    page.fill("#search", "density haze")
    assert page.locator(".param:visible").count() == 1
    page.locator(DENSITY).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('[data-key=\"stage.haze.density\"] output').textContent !== '1.00'")
    page.wait_for_function("() => !document.querySelector('[data-key=\"stage.haze.density\"] .back').disabled")
    moved = pytest.approx(1.015, abs=0.002)   # five of a thousand steps of 0..3, from the step nearest to 1
    for _ in range(400):   # the page tells no more often than it draws, and a slow one draws after the first step too
        if show.params["stage.haze.density"] == moved:
            break
        page.wait_for_timeout(25)
    assert show.params["stage.haze.density"] == moved
    page.wait_for_function("() => document.querySelector('[data-key=\"stage.haze.density\"] output').textContent >= '1.01'")
    wanted = page.locator('[data-key="stage.haze.density"] output').text_content()
    other.wait_for_function("(w) => document.querySelector('[data-key=\"stage.haze.density\"] output').textContent === w", arg=wanted)
    page.locator('[data-key="stage.haze.density"] .back').click()
    other.wait_for_function("() => document.querySelector('[data-key=\"stage.haze.density\"] output').textContent === '1.00'")
    assert not page.complaints
    assert not other.complaints


def test_a_slider_under_a_finger_is_not_fought(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page, other = open_page(browser, desk.url), open_page(browser, desk.url)
    for p in (page, other):
        p.click("[data-go=tune]")
    box = page.locator(DENSITY).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.33 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], y, steps=4)
    held = page.locator(DENSITY).input_value()
    other.wait_for_function(f"(v) => document.querySelector('{DENSITY}').value === v", arg=held)   # the finger's own value has gone all the way round
    show.params["stage.haze.density"] = 0.25   # somebody else
    other.wait_for_function(f"() => document.querySelector('{DENSITY}').value === '83'")
    assert page.locator(DENSITY).input_value() == held
    page.mouse.up()
    page.wait_for_function(f"() => document.querySelector('{DENSITY}').value === '83'")   # let go, it is where everybody has it


def test_panic_acts_and_looks(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page = open_page(browser, desk.url)
    for view in VIEWS[2:]:
        page.click(f"[data-go={view}]")
        for name in ("black", "freeze", "safe"):
            assert page.locator(f"#{name}").is_enabled()
    page.click("#black")
    page.wait_for_selector("#black[aria-pressed=true]")
    assert page.locator("#preview-mark").text_content() == "Black"
    page.keyboard.press("b")
    page.wait_for_selector("#black[aria-pressed=false]")
    assert [s for s in show.sent if s[0] == Command.BLACK] == [(Command.BLACK, "", 1.0), (Command.BLACK, "", 0.0)]
    page.click("[data-act='last note']")
    page.wait_for_selector("#act[data-act='last note']")
    page.click("[data-go=looks]")
    page.click(".pick-look[data-look=winter]")
    page.wait_for_selector(".pick-look[data-look=winter][aria-pressed=true]")
    assert (Command.LOOK, "winter", 2.0) in show.sent
    assert not page.complaints


def test_cues_are_walked_and_put_in_order(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page = open_page(browser, desk.url, phone=True)
    assert page.locator("#cue-bar").is_hidden()
    page.click("[data-go=cues]")
    page.select_option("#cue-lists", "evening")
    page.wait_for_function("() => document.querySelectorAll('#cue-list .cue').length === 5")
    page.click("#cue-on")
    page.click("#cue-on")
    page.wait_for_function("() => document.querySelector('#cue-list [aria-current=step] b').textContent === 'curtain'")
    page.click("[data-go=stage]")
    assert page.locator("#cue-next").text_content() == "the music has it"
    page.click("#cue-back")
    page.wait_for_function("() => document.getElementById('cue-next').textContent === 'curtain'")
    page.keyboard.press("g")
    page.click("[data-go=cues]")
    page.wait_for_selector("li:nth-child(2)[aria-current=step]")
    page.click("[aria-label='Cue storm: earlier']")
    page.wait_for_function("() => document.querySelector('#cue-list li:nth-child(3) b').textContent === 'storm'")
    page.wait_for_function("() => document.activeElement?.dataset.cue === 'up-2'")   # the finger stays on the cue it moves
    page.click("[aria-label='Take out cue embers']")
    page.fill("#cue-name", "encore")
    page.click("#cue-add")
    page.wait_for_function("() => document.querySelector('#cue-list li:nth-child(3) b').textContent === 'encore'")
    page.click("[aria-label^='Go to cue 1']")
    page.wait_for_selector("li:nth-child(1)[aria-current=step]")
    assert [s[0] for s in show.sent if s[0] in (Command.CUE_MOVE, Command.CUE_REMOVE, Command.CUE_ADD)] == [
        Command.CUE_MOVE, Command.CUE_REMOVE, Command.CUE_ADD]
    assert not page.complaints


def test_looks_are_marked_blended_by_the_beat_and_varied(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page = open_page(browser, desk.url)
    page.click("[data-go=looks]")
    order = "() => [...document.querySelectorAll('.pick-look')].map(n => n.dataset.look)"
    assert page.evaluate(order) == ["candle", "dream", "winter"], "favourites first"
    page.click("[data-star=winter]")
    page.wait_for_function(f"() => String(({order})()) === 'candle,winter,dream'")
    page.click("#blend-beats")
    assert page.locator("#blend + output").text_content() == "4 beats"
    page.click(".pick-look[data-look=winter]")
    page.wait_for_selector(".pick-look[data-look=winter][aria-pressed=true]")
    assert (Command.LOOK, "winter", -4.0) in show.sent
    page.click("#another")
    page.wait_for_function("() => document.querySelector('#stray + output').textContent === '60 %'")
    page.fill("#save-name", "tonight")
    page.click("#save")
    page.click("#another")
    page.wait_for_function("() => true")
    page.wait_for_timeout(200)
    assert [s for s in show.sent if s[0] in (Command.RANDOM, Command.SAVE_LOOK)] == [
        (Command.RANDOM, "", 0.6), (Command.SAVE_LOOK, "tonight", 0.0), (Command.RANDOM, "", 0.6)]
    assert not page.complaints


def test_input_trim_authority_and_test_card(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page = open_page(browser, desk.url)
    assert page.locator("#reason").text_content() == "several voices and a steady pulse, 87 % sure"
    page.click("[data-go=sound]")
    page.select_option("#input", "Scarlett 2i2")
    page.wait_for_function("() => document.getElementById('input-hint').textContent.includes('Scarlett')")
    page.locator("#latency").focus()
    page.keyboard.press("ArrowRight")
    page.select_option("#authority", "2")
    page.click("#card")
    page.wait_for_selector("#card[aria-pressed=true]")
    page.wait_for_function("() => document.querySelector('#latency + output').textContent === '+1 ms'")
    assert {(Command.INPUT, "Scarlett 2i2", 0.0), (Command.TRIM, "", 1.0), (Command.AUTHORITY, "", 2.0), (Command.CARD, "", 1.0)} <= set(show.sent)
    assert not page.complaints


def test_help_shows_the_keys_of_the_page_and_of_the_window(browser: Any, desk: DeskServer) -> None:
    page = open_page(browser, desk.url)
    page.keyboard.press("?")
    seen = page.locator("#window-keys").inner_text()
    assert all(k.help.split(":")[0] in seen for k in KEYS if not k.name[-1].isdigit())
    assert page.evaluate("() => document.querySelector('#help').scrollTop") == 0, "it opens at its beginning"
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()
    assert not page.complaints


def test_a_midi_control_is_learnt(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page = open_page(browser, desk.url)
    page.click("[data-go=tune]")
    ring = '.learn[data-address="stage.haze.density"]'
    page.click(ring)
    page.wait_for_selector(f"{ring}[aria-pressed=true]")
    show.move_control(21)
    page.wait_for_selector(f"{ring}.bound[aria-pressed=false]")
    assert "21" in page.get_attribute(ring, "title")
    page.click("[data-go=midi]")
    page.click("#midi-map button")
    page.wait_for_selector(f"{ring}:not(.bound)", state="attached")
    assert (Command.UNLEARN, "stage.haze.density", 0.0) in show.sent


def test_typing_a_word_is_not_pressing_keys(browser: Any, desk: DeskServer, show: FakeShow) -> None:
    page = open_page(browser, desk.url)
    page.keyboard.press("/")
    page.keyboard.type("bt.n0h")
    assert page.input_value("#search") == "bt.n0h"
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.wait_for_function("() => true")
    page.wait_for_timeout(200)
    assert [s[0] for s in show.sent] == [Command.TAP]


@pytest.mark.parametrize("phone", [True, False])
def test_everything_is_large_enough_named_and_in_the_picture(browser: Any, desk: DeskServer, show: FakeShow, phone: bool) -> None:
    show.send(Command.CUES, "evening", 0)
    show.send(Command.CUE, "", 1)
    page = open_page(browser, desk.url, phone=phone)
    page.wait_for_selector("#cue-list [aria-current=step]", state="attached")
    for view in VIEWS if phone else VIEWS[2:]:
        page.click(f"[data-go={view}]")
        assert page.evaluate(TOO_SMALL) == [], view
        assert page.evaluate(NAMELESS) == [], view
        assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth"), view
        assert page.evaluate("() => document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth + 1"), view
        assert page.locator("#black").is_visible()
    assert not page.complaints


def test_a_viewer_sees_and_cannot_press(browser: Any) -> None:
    show = FakeShow()
    show.send(Command.CUES, "evening", 0)
    show.sent.clear()
    with served(show, lan=True) as desk:
        page = open_page(browser, f"http://127.0.0.1:{desk.gate.port}/?t={desk.gate.viewer_token}")
        assert "t=" not in page.url
        page.wait_for_selector("[data-role=viewer]")
        assert page.locator("#black").is_disabled()
        assert page.locator("#act").text_content() == "Symphony"
        page.keyboard.press("b")
        page.keyboard.press("g")
        for view, what in (("looks", ".pick-look, .star, #another, #save"), ("cues", "#cue-on, #cue-list button, #cue-add, #cue-lists"),
                           ("sound", "#card, #authority, #input, #latency"), ("tune", ".param input, .param .learn")):
            page.click(f"[data-go={view}]")
            assert page.locator(what).count() > 2
            assert page.evaluate("(what) => [...document.querySelectorAll(what)].every(n => n.disabled)", what), view
        page.wait_for_timeout(200)
        assert not show.sent


def test_a_desk_that_goes_away_is_said_and_found_again(browser: Any) -> None:
    with served(FakeShow()) as desk:
        page, port = open_page(browser, desk.url), desk.gate.port
    page.wait_for_selector("[data-link=down]")
    assert page.locator("#black").is_disabled()
    with served(FakeShow(), port=port):
        page.wait_for_selector("[data-link=up]")
        assert page.locator("#black").is_enabled()


def test_who_wants_no_motion_gets_none(browser: Any, desk: DeskServer) -> None:
    moves = """async () => { const c = document.getElementById('dial'), a = c.toDataURL();
        await new Promise(r => setTimeout(r, 400)); return a !== c.toDataURL(); }"""
    assert open_page(browser, desk.url).evaluate(moves)
    calm = open_page(browser, desk.url, calm=True)
    calm.wait_for_timeout(3000)   # how sure the beat is eases in
    assert not calm.evaluate(moves)


def test_latency_by_tapping(browser: Any, desk: DeskServer) -> None:
    """A picture 80 ms late, tapped by a finger that is 40 ms late and not quite even."""
    page = open_page(browser, desk.url)
    late = page.evaluate("""async () => {
        const { Calibration } = await import('./calibrate.js'); let set = null;
        const beat = { hz: 2, sure: 0.9, beats: 0 }, c = new Calibration(document.getElementById('calibrate'), beat, { value: 10, set: (v) => { set = v; } });
        for (const [side, ms] of [[c.hear, 40], [c.see, 120]]) for (let i = 0; i < 8; i++) { beat.beats = i + (ms + (i % 2 ? 9 : -9)) / 500; c.tap(side); }
        document.getElementById('cal-use').click();
        return [c.late, set]; }""")
    assert late[0] == pytest.approx(80, abs=2)
    assert late[1] == 10 + late[0]
