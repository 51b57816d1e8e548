"""Keys."""
from __future__ import annotations

import logging

import pytest

from tests.control.stand import Stand
from visualizer.control.keyboard import ALT, CTRL, KEYS, Keyboard, help_text
from visualizer.model.control import Command, ControlEvent, ControlState, reduce
from visualizer.model.show import Act


def test_every_key_is_its_own_and_stands_in_the_help() -> None:
    assert len({(k.code, k.mods) for k in KEYS}) == len(KEYS)
    text = help_text()
    assert all(f"{k.name:>10}  {k.help}" in text.splitlines() for k in KEYS)


def test_all_twelve_acts_and_every_panic_have_a_key() -> None:
    assert {int(k.value) for k in KEYS if k.command == Command.ACT_SET} == set(Act)
    for command in (Command.BLACK, Command.FREEZE, Command.SAFE, Command.TAP, Command.NUDGE, Command.DOWNBEAT, Command.ACT_NEXT, Command.ACT_HOLD,
                    Command.LOOK_STEP, Command.SENSITIVITY, Command.QUIT):
        assert any(k.command == command for k in KEYS)
    assert not any(k.command == Command.QUIT for k in KEYS if not k.mods & CTRL)


def test_what_a_key_says_of_earlier_and_later_is_what_it_does() -> None:
    """A picture that is drawn for a later instant is seen earlier; a beat that is nudged later comes later."""
    for key in KEYS:
        if key.command in (Command.TRIM, Command.NUDGE):
            later = "later" in key.help
            assert later != ("earlier" in key.help)
            assert (key.value > 0.0) == (later if key.command == Command.NUDGE else not later), key.name


def test_the_test_card_and_the_cue_before_are_in_the_help() -> None:
    for words in ("Ctrl+T", "test card", "Ctrl+Enter", "the cue before"):
        assert words in help_text()


def test_a_double_click_is_fullscreen_and_one_click_is_nothing() -> None:
    keyboard = Keyboard()
    assert keyboard.click(1.0) is None
    second = keyboard.click(1.2)
    assert second is not None
    assert (second.command, second.value) == (Command.FULLSCREEN, -1.0)
    assert keyboard.click(1.3) is None, "a third click begins anew"
    assert keyboard.click(9.0) is None


def test_alt_is_not_nothing() -> None:
    keyboard = Keyboard()
    alt_enter, enter = keyboard.press(257, ALT, 0.0), keyboard.press(257, 0, 0.0)
    assert alt_enter is not None
    assert enter is not None
    assert (alt_enter.command, enter.command) == (Command.FULLSCREEN, Command.CUE)
    assert keyboard.press(ord("B"), ALT, 0.0) is None, "Alt+B is the window system's"


def test_quitting_is_asked_twice() -> None:
    once = reduce(ControlState(), (ControlEvent(1, 10.0, Command.QUIT),))
    assert not once.quitting
    assert not reduce(once, (ControlEvent(2, 20.0, Command.QUIT),)).quitting, "too late is a first time"
    assert reduce(once, (ControlEvent(2, 11.0, Command.QUIT),)).quitting
    assert reduce(ControlState(), (ControlEvent(1, 10.0, Command.QUIT, 1.0),)).quitting


def test_quitting_is_asked_twice_by_the_wall_while_the_show_stands() -> None:
    """Show time stands, and what a frame was late makes it run a little backwards."""
    once = reduce(ControlState(), (ControlEvent(1, 10.0, Command.QUIT, wall=500.0),))
    assert reduce(once, (ControlEvent(2, 9.99, Command.QUIT, wall=501.0),)).quitting
    assert not reduce(once, (ControlEvent(2, 10.01, Command.QUIT, wall=620.0),)).quitting, "two minutes later is a first time"


def test_a_key_names_what_a_control_shall_learn() -> None:
    keyboard = Keyboard()
    assert keyboard.press(ord("M"), 0, 1.0) is None
    learn = keyboard.press(ord("B"), 0, 2.0)
    assert learn is not None
    assert (learn.command, learn.text) == (Command.LEARN, "black")
    black = keyboard.press(ord("B"), 0, 3.0)
    assert black is not None
    assert black.command == Command.BLACK
    addresses = {k.name: k.address for k in KEYS}
    assert [addresses[k] for k in ("6", "[", "Up", "T", "PageUp")] == ["act:unison", "nudge:earlier", "sensitivity", "tap", "look:previous"]
    keyboard.press(ord("M"), 0, 4.0)
    stop = keyboard.press(ord("M"), 0, 5.0)
    assert stop is not None
    assert (stop.command, stop.text) == (Command.LEARN, "")


def test_a_key_for_a_look_is_learnt_and_one_that_no_control_can_do_is_told(caplog: pytest.LogCaptureFixture) -> None:
    keyboard, addresses = Keyboard(), Stand().addresses
    logger = logging.getLogger("concord")
    logger.addHandler(caplog.handler)
    try:
        for key in KEYS:
            if key.command == Command.LEARN:
                continue
            caplog.clear()
            keyboard.press(ord("M"), 0, 1.0)
            learn = keyboard.press(key.code, key.mods, 2.0)
            assert learn is not None
            assert learn.command == Command.LEARN
            assert (addresses.get(learn.text) is not None) == bool(learn.text)
            told = [r.getMessage() for r in caplog.records]
            assert bool(learn.text) != any(line.startswith(f"{key.name} (") and "learning is off" in line for line in told), (key.name, told)
            again = keyboard.press(key.code, key.mods, 3.0)
            assert again is not None
            assert again.command == key.command, "and the keys are keys again"
    finally:
        logger.removeHandler(caplog.handler)
    assert [k.address for k in KEYS if k.command == Command.LOOK][:2] == ["look:#1", "look:#2"]
    target = addresses.get("look:#2")
    assert target is not None
    assert (target.command, target.text) == (Command.LOOK, "#2"), "what the key itself asks for"


def test_presses_are_numbered_and_quitting_needs_ctrl() -> None:
    keyboard = Keyboard()
    assert keyboard.press(ord("Q"), 0, 1.0) is None
    quit_ = keyboard.press(ord("Q"), CTRL, 1.0)
    assert quit_ is not None
    assert quit_.command == Command.QUIT
    black = keyboard.press(ord("B"), 0, 2.0)
    assert black is not None
    assert (black.id, black.t, black.command) == (quit_.id + 1, 2.0, Command.BLACK)
    assert keyboard.press(ord("B"), CTRL, 2.0) is None
    escape = keyboard.press(256, 0, 3.0)
    assert escape is not None
    assert escape.command != Command.QUIT
