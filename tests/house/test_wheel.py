"""The wheel as people get it: everything the stage needs is inside, nothing of the house around it. No network."""
from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PIP = (sys.executable, "-m", "pip")
OFFLINE = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
FOLDERS = {"shaders": "visualizer/_shaders", "configs": "visualizer/_configs"}


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | environ
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the builder that is installed here, not one from the network."""
    out = tmp_path_factory.mktemp("dist")
    run(*PIP, "wheel", *OFFLINE, "--no-build-isolation", "-w", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it. The libraries are this environment's: a .pth line adds the folder, but not the editable Concord in it,
    because .pth files in a folder that was added by a .pth file are not read."""
    venv = tmp_path_factory.mktemp("fresh") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv.parent)
    python = venv / "bin" / "python"
    run(*PIP, "--python", python, "install", *OFFLINE, wheel, cwd=venv.parent)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=venv.parent).strip()
    Path(site, "libraries.pth").write_text(f"{Path(np.__file__).parents[1]}\n")
    return venv


def shipped_files(folder: str) -> set[str]:
    return {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}


@pytest.mark.parametrize("folder", list(FOLDERS))
def test_shaders_and_configs_are_inside_whole(wheel: Path, folder: str) -> None:
    inside = f"{FOLDERS[folder]}/"
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix(inside) for name in archive.namelist() if name.startswith(inside)}
    assert held == shipped_files(folder)
    assert held


def test_only_the_package_and_its_papers_are_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"visualizer", next(top for top in tops if top.endswith(".dist-info"))}
    assert "visualizer/py.typed" in names
    assert [name for name in names if name.endswith("/LICENSE")]


def test_the_program_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "bin/python", "-c", "import visualizer; print(visualizer.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(installed)
    words = run(installed / "bin/concord", "--help", cwd=tmp_path)
    for command in ("show", "render", "still", "listen", "devices", "doctor", "config", "screensaver"):
        assert command in words


def test_the_wheel_finds_its_own_shaders_and_configs(installed: Path, tmp_path: Path) -> None:
    ask = "from visualizer.model.paths import shipped; print(shipped('shaders')); print(shipped('configs'))"
    for folder in run(installed / "bin/python", "-c", ask, cwd=tmp_path).split():
        assert Path(folder).is_relative_to(installed)
        assert any(path.is_file() for path in Path(folder).rglob("*"))
    assert run(installed / "bin/concord", "config", "--print", cwd=tmp_path, CONCORD_HOME=str(tmp_path / "home")).strip()


def test_the_wheel_draws_a_picture(installed: Path, tmp_path: Path) -> None:
    import soundfile
    soundfile.write(tmp_path / "tone.wav", 0.2 * np.sin(np.arange(24_000) * 0.05), 48_000)
    run(installed / "bin/concord", "still", "tone.wav", "--at", "0.4", "-o", "a.png", "--size", "64x36", cwd=tmp_path, CONCORD_HOME=str(tmp_path / "home"))
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (64, 36)
        assert np.asarray(picture.convert("L")).max() > 0


def test_constraints_name_exact_versions_and_nothing_else() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        requirement = line.split("#")[0].strip()
        if requirement:
            name_version, _, marker = requirement.partition(" ; ")
            name, _, version = name_version.partition("==")
            assert name.replace("-", "").replace("_", "").isalnum(), line
            assert version, line
            assert all(part.isalnum() for part in version.split(".")), line
            assert not marker or any(word in marker for word in ("python_version", "sys_platform")), line


def test_everything_installed_is_constrained() -> None:
    """What is in this environment because the package or its tests need it has its version in constraints.txt, and it is that version."""
    from importlib import metadata

    from packaging.markers import default_environment
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    pinned = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line.split("#")[0].strip():
            requirement = Requirement(line.split("#")[0])
            if not requirement.marker or requirement.marker.evaluate():
                pinned[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    todo = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"], *project["build-system"]["requires"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        requirement = Requirement(todo.pop())
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen or (requirement.marker and not requirement.marker.evaluate()):
            continue
        seen.add((name, extras))
        assert name in pinned, f"{name} has no version in constraints.txt"
        assert metadata.version(name) == pinned[name], f"{name}: installed {metadata.version(name)}, constrained to {pinned[name]}"
        for further in metadata.requires(name) or []:
            marker = Requirement(further).marker
            if not marker or any(marker.evaluate({**default_environment(), "extra": extra}) for extra in (extras or {""})):
                todo.append(further.split(";")[0])
