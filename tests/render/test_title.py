"""The title slot: what may be shown, where the spotlight finds it, and that elsewhere the picture is as if there were none."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from visualizer.model.errors import UsageError
from visualizer.model.show import STAGE, Act
from visualizer.output.titles import KEPT_MAX, read_title
from visualizer.render import Renderer
from visualizer.render.title import WIDE_MAX, Title, revealed
from visualizer.show.lights import target

from . import scenes
from .conftest import SIZE


@pytest.fixture(scope="module")
def logo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A white bar over a red one, with much emptiness around them; what is hidden under the transparency is bright green."""
    pixels = np.zeros((120, 400, 4), np.uint8)
    pixels[:, :, 1] = 255
    pixels[40:60, 100:300] = 255
    pixels[60:80, 100:300] = 220, 30, 20, 255
    path = tmp_path_factory.mktemp("title") / "logo.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture(scope="module")
def titled(ctx: moderngl.Context, house: Any, logo: Path) -> Iterator[Renderer]:
    made = Renderer(ctx, SIZE, "C", scenes.schema(), house, 7, title=Title(read_title(logo), 0.2, 0.19, "both"))
    yield made
    made.release()


def channels(act: Act, **changes: float) -> dict[str, float]:
    return {**dict(zip(STAGE, (float(v) for v in target(act, 60.0)), strict=True)), **changes}


def test_what_is_hidden_counts_for_nothing(logo: Path) -> None:
    title = Title(read_title(logo), 0.2, 0.19, "both")
    assert title.light.shape == (40, 200, 4), "cut to what is seen"
    assert title.light[..., 3].min() == 1.0
    assert title.light[-1, 0, 1] < 0.02
    wide, high = title.half(1.0)
    assert wide == pytest.approx(WIDE_MAX / 2)
    assert wide / high == pytest.approx(5.0)


def test_a_huge_one_is_made_smaller(tmp_path: Path) -> None:
    Image.new("RGBA", (4000, 40), (255, 255, 255, 128)).save(tmp_path / "wide.png")
    light = read_title(tmp_path / "wide.png")
    assert light.shape[1] == KEPT_MAX
    assert light[..., 3].mean() == pytest.approx(128 / 255, abs=0.01)


def bad_titles(folder: Path) -> dict[str, str]:
    """File name -> what has to be said about it."""
    Image.new("RGB", (20, 20), (255, 0, 0)).save(folder / "plate.png")
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(folder / "nothing.png")
    Image.new("RGB", (20, 20), (255, 0, 0)).save(folder / "photo.jpg")
    (folder / "words.png").write_text("not a picture")
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (64, 64, 4), np.uint8)).save(folder / "whole.png")
    (folder / "cut.png").write_bytes((folder / "whole.png").read_bytes()[:2000])
    (folder / "folder.png").mkdir()
    return {"plate.png": "has no alpha", "nothing.png": "transparent everywhere", "photo.jpg": "is JPEG", "words.png": "is no picture",
            "cut.png": "cannot be read", "folder.png": "is a folder", "missing.png": "no such file"}


def test_a_file_that_cannot_be_shown_is_told_by_name_and_reason(tmp_path: Path) -> None:
    for name, reason in bad_titles(tmp_path).items():
        with pytest.raises(UsageError, match=reason) as said:
            read_title(tmp_path / name)
        assert name in str(said.value)
        assert "PNG" in str(said.value) or "seen" in str(said.value)


@pytest.mark.parametrize("command", ["still", "render", "show"])
def test_every_command_refuses_a_bad_one_before_it_begins(command: str, tmp_path: Path) -> None:
    from visualizer.cli import cli
    words = {"still": ["overture", "--at", "1", "-o", str(tmp_path / "o.png")], "render": ["overture", "-o", str(tmp_path / "o.mp4")], "show": ["overture"]}
    result = CliRunner().invoke(cli, [command, *words[command], "--title", str(tmp_path / "missing.png")])
    assert result.exit_code == 2
    assert "missing.png: no such file" in result.output + result.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_is_found_on_the_curtain_and_in_silence_and_nowhere_else() -> None:
    for act in Act:
        shown = revealed(channels(act), "both")
        assert shown == pytest.approx(1.0 if act in (Act.BACKSTAGE, Act.SILENCE, Act.CURTAIN) else 0.0, abs=1e-6), act
    assert revealed(channels(Act.BACKSTAGE), "silence") == 0.0
    assert revealed(channels(Act.SILENCE), "curtain") == 0.0
    assert revealed(channels(Act.CURTAIN, faces=1.0), "both") == 0.0
    assert revealed(channels(Act.SILENCE, fade=0.5), "both") == pytest.approx(0.5)


def test_it_comes_and_goes_without_a_jump() -> None:
    """Along the way from silence to the symphony, and while the curtain rises, no step shows more than its share."""
    for a, b in ((Act.SILENCE, Act.SYMPHONY), (Act.BACKSTAGE, Act.SILENCE)):
        ends = channels(a), channels(b)
        way = [revealed({name: (1 - u) * ends[0][name] + u * ends[1][name] for name in STAGE}, "both") for u in np.linspace(0, 1, 201)]
        assert np.abs(np.diff(way)).max() < 0.06


@pytest.mark.parametrize("act", [Act.BACKSTAGE, Act.SILENCE])
def test_it_is_seen_in_its_own_colours_and_does_not_clip(titled: Renderer, draw: Any, act: Act) -> None:
    plain, image = draw(act, t=9.0).astype(int), draw(act, t=9.0, made=titled)
    y0 = round(SIZE[1] * (0.5 - 0.19))
    white, red = image[y0 - 4, 80].astype(int), image[y0 + 4, 60].astype(int)
    assert white.min() > 150
    assert red[0] > 120
    assert red[0] > 2 * red[1]
    assert (image >= 254).all(axis=2).mean() <= 0.005
    assert np.abs(image[70:].astype(int) - plain[70:]).max() <= 2, "below it the picture is as it was"


def test_elsewhere_the_picture_is_as_if_there_were_none(titled: Renderer, draw: Any) -> None:
    np.testing.assert_array_equal(draw(Act.SYMPHONY, made=titled), draw(Act.SYMPHONY))


def test_the_spotlight_comes_in_from_the_left(titled: Renderer, draw: Any) -> None:
    def gained(**changes: float) -> np.ndarray:
        more = draw(Act.SILENCE, made=titled, **changes).astype(int) - draw(Act.SILENCE, **changes)
        return np.asarray((more.clip(8, None) - 8)[15:42].sum(axis=(0, 2)))   # above the grain
    part, whole = gained(key=0.52), gained(key=1.0)
    assert 0 < part.sum() < 0.7 * whole.sum()
    assert np.average(np.arange(SIZE[0]), weights=part) < np.average(np.arange(SIZE[0]), weights=whole) - 5
