"""A sound server for the tests that hear and play."""
from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.soundserver import SoundServer, sound_server


@pytest.fixture(scope="module")
def server() -> Iterator[SoundServer]:
    """`house` is the default sink, the monitor of `mic` the default source."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        pytest.skip("needs pulseaudio and pulseaudio-utils")
    with sound_server() as running:
        yield running
