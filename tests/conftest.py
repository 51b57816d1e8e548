"""What every test starts from: strict floating point, fixed seeds, a home of its own."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.soundserver import SoundServer, sound_server

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def _strict_numbers() -> Iterator[None]:
    with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made for the whole run, before any test has its home, stays out of the user's folders too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONCORD_HOME", str(tmp_path_factory.getbasetemp() / "home"))
        yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's folders; the cache is shared within the run, since the overture takes seconds to make."""
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path_factory.getbasetemp() / "home"))


@pytest.fixture
def rng() -> np.random.Generator:
    """Seeded."""
    return np.random.default_rng(20_26)


@pytest.fixture
def eval_audio() -> Path:
    """Real recordings; they live outside the project and not everybody has them."""
    folder = SHARED / "eval" / "audio"
    if not folder.is_dir():
        pytest.skip("the evaluation recordings are not beside this checkout")
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[SoundServer]:
    """A sound server of the tests' own: `house` is the default sink, the monitor of `mic` the default source."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        pytest.skip("needs pulseaudio and pulseaudio-utils")
    with sound_server() as running:
        yield running
