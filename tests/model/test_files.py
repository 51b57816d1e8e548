"""Words that go through TOML and back."""
from __future__ import annotations

import tomllib

from visualizer.model.files import toml_text


def test_any_text_goes_through_toml_and_back_on_one_line() -> None:
    every = "".join(map(chr, range(0x300))) + '\\"\u2028\ufeff \U0001f3bb'
    for text in ("", "two\nlines", "C:\\nowhere", 'a "word"', "tab\tbell\a", "\r\n", every):
        assert tomllib.loads(f"v = {toml_text(text)}")["v"] == text
        assert not set(toml_text(text)) & set(map(chr, range(0x20)))
    assert toml_text("a\nb\x01") == '"a\\nb\\u0001"'
    assert tomllib.loads(f"v = {toml_text('half ' + chr(0xd83c))}")["v"] == "half \ufffd"
