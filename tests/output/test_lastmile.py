"""The last mile: corners, turns and mirrors are exact; a plain display changes no value; masks and tone do what they say; the test card can be read."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import moderngl
import numpy as np
import pytest

from visualizer.output.headless import create_context
from visualizer.output.lastmile import CORNERS, LastMile, homography, problem, upright, window_to_picture
from visualizer.output.present import Presenter
from visualizer.output.testcard import STEPS, draw_card

SIZE = (64, 36)


def through(m: np.ndarray, x: float, y: float) -> np.ndarray:
    """A point through a homogeneous matrix."""
    p = m @ (x, y, 1.0)
    return p[:2] / p[2]


def test_a_plain_display_is_the_identity() -> None:
    assert window_to_picture(LastMile(), SIZE, SIZE) == pytest.approx(np.eye(3), abs=1e-12)


def test_corners_land_where_they_are_pinned() -> None:
    mile = LastMile(bottom_left=(0.1, 0.05), bottom_right=(0.93, 0.0), top_left=(0.02, 0.9), top_right=(1.0, 1.0))
    forth, back = homography(mile.corners()), window_to_picture(mile, SIZE, SIZE)
    for name, unit in zip(CORNERS, ((0, 0), (1, 0), (0, 1), (1, 1)), strict=True):
        assert through(forth, *unit) == pytest.approx(getattr(mile, name), abs=1e-12)
        assert through(back, *getattr(mile, name)) == pytest.approx(unit, abs=1e-12)
    edge = [through(back, 0.1 + u * 0.83, 0.05 - u * 0.05)[1] for u in (0.2, 0.5, 0.8)]
    assert edge == pytest.approx([0, 0, 0], abs=1e-12), "straight lines stay straight"


@pytest.mark.parametrize(("rotate", "goes_to"), [("0", (0, 0)), ("90", (1, 0)), ("180", (1, 1)), ("270", (0, 1))])
def test_turned_counter_clockwise(rotate: str, goes_to: tuple[int, int]) -> None:
    """The picture's lower left corner is seen at this corner of the window, when the picture fills it."""
    mile = LastMile(rotate=rotate)
    picture = upright(mile, (100, 60))
    assert picture == ((60, 100) if rotate in ("90", "270") else (100, 60))
    assert through(window_to_picture(mile, picture, (100, 60)), *goes_to) == pytest.approx((0, 0), abs=1e-9)


def test_mirrored_twice_is_turned_by_half() -> None:
    both, half = (window_to_picture(m, SIZE, SIZE) for m in (LastMile(flip="both"), LastMile(rotate="180")))
    assert both == pytest.approx(half, abs=1e-9)


def test_another_shape_is_kept_whole_with_black_beside_it() -> None:
    m = window_to_picture(LastMile(), (100, 100), (200, 100))
    assert through(m, 0.25, 0.0) == pytest.approx((0, 0))
    assert through(m, 0.75, 1.0) == pytest.approx((1, 1))
    assert through(m, 0.1, 0.5)[0] < 0, "outside, so black"


def test_overscan_pushes_the_edge_out_of_sight() -> None:
    larger, smaller = (through(window_to_picture(LastMile(overscan=o), SIZE, SIZE), 0.0, 0.0) for o in (0.1, -0.1))
    assert (larger > 0).all()
    assert (smaller < 0).all()


@pytest.mark.parametrize(("changes", "word"), [
    (dict(top_left=(1.0, 0.0), bottom_right=(0.0, 1.0)), "convex"), (dict(top_right=(0.1, 0.1)), "convex"), (dict(mask_left=0.45, mask_right=0.45), "masks"),
    (dict(black_lift=0.1, peak=0.1), "below peak")])
def test_what_cannot_be_seen_is_refused(changes: dict[str, object], word: str) -> None:
    assert word in str(problem(LastMile(**changes)))   # type: ignore[arg-type]


def test_a_corner_never_folds_the_picture() -> None:
    mile = LastMile()
    for _ in range(200):
        mile = mile.moved("top_left", 0.02, -0.02)
    assert problem(mile) is None
    assert mile.top_left != (0.0, 1.0)


@pytest.fixture(scope="module")
def ctx() -> Iterator[moderngl.Context]:
    context = create_context()
    yield context
    context.release()


def shown(ctx: moderngl.Context, picture: np.ndarray, mile: LastMile, window: tuple[int, int] = SIZE) -> np.ndarray:
    """What a window of that size shows, (h, w, 3) uint8, top row first."""
    final = ctx.texture(picture.shape[1::-1], 3, picture[::-1].tobytes(), alignment=1)
    target = ctx.framebuffer([ctx.texture(window, 4)])
    presenter = Presenter(ctx)
    presenter.draw(final, window, mile, target)
    out = np.frombuffer(target.read(components=3, alignment=1), np.uint8).reshape(window[1], window[0], 3)[::-1]
    presenter.release()
    return out


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)


def test_no_value_changes_on_a_plain_display(ctx: moderngl.Context, noise: np.ndarray) -> None:
    assert (shown(ctx, noise, LastMile()) == noise).all()


def test_mirrors_and_turns_move_every_pixel_and_change_none(ctx: moderngl.Context, noise: np.ndarray) -> None:
    assert (shown(ctx, noise, LastMile(flip="horizontal")) == noise[:, ::-1]).all()
    assert (shown(ctx, noise, LastMile(flip="vertical")) == noise[::-1]).all()
    assert (shown(ctx, noise, LastMile(rotate="180")) == noise[::-1, ::-1]).all()
    assert (shown(ctx, noise, LastMile(rotate="90"), SIZE[::-1]) == np.rot90(noise)).all()


def test_masks_are_black_and_the_tone_has_its_ends(ctx: moderngl.Context) -> None:
    grey = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    masked = shown(ctx, grey, LastMile(mask_left=0.25, mask_top=0.25))
    assert (masked[:9] == 0).all()
    assert (masked[:, :16] == 0).all()
    assert (masked[9:, 16:] == 128).all()
    black, white = np.zeros_like(grey), np.full_like(grey, 255)
    tone = LastMile(black_lift=0.05, peak=0.8, gamma=1.3)
    assert abs(int(shown(ctx, black, tone)[5, 5, 0]) - 0.05 * 255) <= 1
    assert abs(int(shown(ctx, white, tone)[5, 5, 0]) - 0.8 * 255) <= 1
    assert shown(ctx, grey, LastMile(gamma=1.3))[5, 5, 0] > 140 > 116 > shown(ctx, grey, LastMile(gamma=0.8))[5, 5, 0]


def test_outside_a_pinned_picture_is_black(ctx: moderngl.Context) -> None:
    white = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    out = shown(ctx, white, replace(LastMile(), top_left=(0.3, 1.0), peak=0.9))
    assert (out[2, :14] == 0).all()
    assert out[2, 30:].min() > 200
    assert out[33, 4:].min() > 200


def test_the_card_is_dark_whole_and_names_its_display() -> None:
    card, other = draw_card((640, 360), "EPSON"), draw_card((640, 360), "BARCO")
    assert card.mean() < 40, "it may appear in the middle of a show"
    assert (card[0] > 100).all(), "its edge is drawn on the outermost row"
    assert (card[-1] > 100).all()
    assert (card != other).any()
    steps = card[180 + round(1.4 * 30) + 5, 320 - STEPS * 7 + 7::15][:STEPS, 0].astype(int)
    assert (np.diff(steps) >= 2).all(), f"every step out of black is there: {steps}"
    assert (draw_card((640, 360), "EPSON", "top_left") != card).any(axis=2)[:20, :20].any()
    for odd in ((64, 64), (1920, 540), (300, 900)):
        assert draw_card(odd, "a display with a very long name indeed").shape == (odd[1], odd[0], 3)
