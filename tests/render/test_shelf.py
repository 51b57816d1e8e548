"""Baked people are read again by the next process, and a broken, foreign or unwritable cache costs only the time to bake them."""
from __future__ import annotations

import hashlib
import os
import stat
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.paths import shipped, user_cache
from visualizer.render import atlas, shelf
from visualizer.render.blocks import texts
from visualizer.render.gpu import Kit
from visualizer.render.includes import Library
from visualizer.render.quality import TIERS

from . import scenes

SHAPE = (1, 3, 4, 4, 4)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path))
    return user_cache() / "baked"


@pytest.fixture
def images(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, SHAPE).astype(np.uint8)


def test_what_was_kept_is_read_again(cache: Path, images: np.ndarray) -> None:
    path = shelf.path_of("people", ("text", 4))
    assert shelf.kept(path, SHAPE) is None
    assert shelf.keep(path, images)
    np.testing.assert_array_equal(shelf.kept(path, SHAPE), images)
    assert [p.name for p in cache.iterdir()] == [path.name]
    assert shelf.path_of("people", ("text", 5)) != path


def test_nothing_broken_is_believed(cache: Path, images: np.ndarray) -> None:
    path = shelf.path_of("people", ())
    shelf.keep(path, images)
    whole = path.read_bytes()
    bomb = zlib.compress(bytes(10_000_000))
    flipped = bytearray(whole)
    flipped[-9] ^= 1
    for raw in (b"", whole[:20], whole[:-1], bytes(flipped), os.urandom(200), hashlib.sha256(b"no zlib").digest() + b"no zlib",
                hashlib.sha256(bomb).digest() + bomb):
        path.write_bytes(raw)
        assert shelf.kept(path, SHAPE) is None
    path.write_bytes(whole)
    assert shelf.kept(path, (*SHAPE[:-1], 8)) is None
    assert shelf.kept(path, SHAPE) is not None
    path.unlink()
    path.mkdir()
    assert shelf.kept(path, SHAPE) is None
    assert not shelf.keep(path, images)


def test_the_files_unused_for_longest_go(cache: Path, images: np.ndarray) -> None:
    paths = [shelf.path_of("people", (i,)) for i in range(shelf.MOST + 1)]
    for i, path in enumerate(paths[:-1]):
        shelf.keep(path, images)
        os.utime(path, (i, i))
    shelf.kept(paths[0], SHAPE)   # used just now
    shelf.keep(paths[-1], images)
    assert set(cache.iterdir()) == {*paths[:1], *paths[2:]}


def test_people_are_baked_once_for_all_processes(ctx: moderngl.Context, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = Kit(ctx, Library(shipped("shaders"), texts(scenes.schema())), replace(TIERS["C"], atlas=16), 1, 0)
    marched: list[str] = []
    march = atlas._marched

    def counted(kit: Kit, program: Any, *rest: Any) -> np.ndarray:
        marched.append(program.name)
        return march(kit, program, *rest)

    def people() -> bytes:
        image, program = atlas.bake_people(kit)
        data = bytes(image.read())
        image.release()
        program.release()
        return data

    monkeypatch.setattr(atlas, "_marched", counted)
    monkeypatch.setattr(atlas, "_KEPT", {})
    first = people()
    assert people() == first
    assert len(marched) == 1
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert people() == first
    assert len(marched) == 2
    assert people() == first
    assert len(marched) == 2, "the broken file was replaced"
    (tmp_path / "file").touch(mode=stat.S_IRUSR)
    monkeypatch.setenv("CONCORD_HOME", str(tmp_path / "file" / "under"))
    assert people() == people() == first
    assert len(marched) == 3, "without a cache once for the process"
