"""Keys."""
from __future__ import annotations

from visualizer.control.keyboard import CTRL, KEYS, Keyboard, help_text
from visualizer.model.control import Command


def test_every_key_is_its_own_and_stands_in_the_help() -> None:
    assert len({(k.code, k.mods) for k in KEYS}) == len(KEYS)
    lines = help_text().splitlines()
    assert len(lines) == len(KEYS)
    assert all(k.help in line for k, line in zip(KEYS, lines, strict=True))


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
