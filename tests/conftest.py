"""What every test starts from: strict floating point, fixed seeds, a home of its own."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def _strict_numbers() -> Iterator[None]:
    with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
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
