"""tools/setup.py: what it asks for, and that it asks for nothing when nothing is missing."""
from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "setup.py"
FAMILIES = ("debian", "fedora", "arch", "suse")

# A build backend of twenty lines, so that the whole way (venv, pip, editable install) runs here without a network.
BACKEND = '''
import os, zipfile
def _wheel(folder, editable):
    name = "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny.pth", os.getcwd() + "\\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "tiny-1.0.dist-info/METADATA,,\\ntiny-1.0.dist-info/WHEEL,,\\ntiny.pth,,\\ntiny-1.0.dist-info/RECORD,,\\n")
    return name
def build_wheel(folder, config_settings=None, metadata_directory=None): return _wheel(folder, False)
def build_editable(folder, config_settings=None, metadata_directory=None): return _wheel(folder, True)
'''
PROJECT = '''
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
version = "1.0"
[project.optional-dependencies]
dev = []
[tool.ruff]
line-length = 100
'''


def load(path: Path = SCRIPT) -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_setup", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house_setup"] = module   # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def setup() -> ModuleType:
    return load()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with setup.py and a package that needs nothing, already prepared once."""
    root = tmp_path_factory.mktemp("tiny checkout")   # with a space, as people's folders have
    (root / "tools").mkdir()
    shutil.copy(SCRIPT, root / "tools")
    (root / "backend.py").write_text(BACKEND)
    (root / "tiny_module.py").write_text("")
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "constraints.txt").write_text("")
    first = prepare(root)
    assert first.returncode == 0, first.stdout + first.stderr
    return root


def prepare(root: Path, *arguments: str, before: tuple[str, ...] = (), **environ: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, str(root / "tools" / "setup.py"), *(arguments or ("show", "--no-system"))]
    return subprocess.run(command, env={**os.environ, **environ}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180, check=False)


@pytest.mark.parametrize(("text", "expected"), [
    ('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', "debian"),
    ('ID=ubuntu\nID_LIKE=debian\n', "debian"),
    ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "debian"),
    ('ID=fedora\nVERSION_ID=42\n', "fedora"),
    ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
    ('ID=arch\n', "arch"),
    ('ID=manjaro\nID_LIKE=arch\n', "arch"),
    ('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', "suse"),
    ('ID=alpine\n', ""),
    ('', ""),
])
def test_family_from_os_release(setup: ModuleType, text: str, expected: str) -> None:
    assert setup.family(text) == expected


def test_every_need_has_a_package_in_every_family(setup: ModuleType) -> None:
    for need in (setup.VENV, *setup.NEEDS):
        for fam in FAMILIES:
            assert re.fullmatch(r"[A-Za-z0-9.+-]+( [A-Za-z0-9.+-]+)*", need.packages[fam]), (need.what, fam)


def test_the_line_names_each_missing_package_once_and_no_other(setup: ModuleType) -> None:
    for fam in FAMILIES:
        for chosen in (setup.NEEDS[:1], setup.NEEDS[3:9], setup.NEEDS):
            names = setup.packages(chosen, fam)
            line = setup.install_line(names, fam)
            words = line.split("&&")[-1].split()
            assert [w for w in words if w in names] == names
            assert set(names) == {p for need in chosen for p in need.packages[fam].split()}
            other = {p for need in setup.NEEDS for p in need.packages[fam].split()} - set(names)
            assert not other & set(words)
            assert "\n" not in line


def test_the_line_fits_who_runs_it(setup: ModuleType) -> None:
    assert setup.install_line(["a"], "debian", "").startswith("apt-get update && apt-get install")
    assert setup.install_line(["a"], "debian", "sudo").count("sudo ") == 2
    assert setup.install_line(["a", "b"], "debian", "su") == "su -c 'apt-get update && apt-get install --no-install-recommends a b'"
    assert {setup.install_line(["a"], fam).split()[1] for fam in FAMILIES} == {"apt-get", "dnf", "pacman", "zypper"}


def test_tests_need_more_than_the_show_and_a_display_needs_its_libraries(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.platform, "system", lambda: "Linux")
    monkeypatch.setattr(setup, "has_display", lambda: False)
    absent = [setup.Need(level, level, lambda: False, {}) for level in ("show", "window", "test", "all")]
    assert [n.what for n in setup.missing("show", absent)] == ["show"]
    assert [n.what for n in setup.missing("test", absent)] == ["show", "window", "test"]
    assert [n.what for n in setup.missing("all", absent)] == ["show", "window", "test", "all"]
    assert set(setup.EXTRAS) == set(setup.LEVELS)
    monkeypatch.setattr(setup, "has_display", lambda: True)
    assert [n.what for n in setup.missing("show", absent)] == ["show", "window"]
    for name in ("Darwin", "Windows"):
        monkeypatch.setattr(setup.platform, "system", lambda name=name: name)
        assert setup.missing("test", absent) == []


def test_detection_tells_present_from_absent(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not setup.loads("libconcord-is-not-a-library.so.9")()
    if sys.platform == "linux":
        assert setup.loads("libc.so.6")()
    monkeypatch.setattr(setup, "library_folders", lambda: [tmp_path, tmp_path / "none"])
    finds = setup.has_file("dri/*_dri.so", "libgallium-*.so")
    assert not finds()
    (tmp_path / "libgallium-25.0.so").touch()
    assert finds()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not setup.program("thing")()
    (tmp_path / "thing").touch(mode=0o755)
    assert setup.program("other", "thing")()


@pytest.fixture
def unprivileged(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Debian where we may not install; whatever would be run is recorded instead."""
    ran: list[str] = []
    monkeypatch.setattr(setup, "this_family", lambda: "debian")
    monkeypatch.setattr(setup, "root_prefix", lambda: None)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(setup, "run", lambda command, **more: ran.append(" ".join(command)) or (0, ""))
    return ran


def test_without_rights_it_prints_one_line_and_stops(setup: ModuleType, unprivileged: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        setup.bring_system(setup.NEEDS[:2])
    assert stopped.value.code not in (0, None)
    text = capsys.readouterr().err
    assert len([line for line in text.splitlines() if "apt-get" in line]) == 1
    assert all(need.packages["debian"] in text for need in setup.NEEDS[:2])
    assert unprivileged == []


def test_an_unknown_distribution_is_told_what_not_how(setup: ModuleType, unprivileged: list[str], monkeypatch: pytest.MonkeyPatch,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(setup, "this_family", lambda: "")
    with pytest.raises(SystemExit):
        setup.bring_system(setup.NEEDS[:2])
    text = capsys.readouterr().err
    assert all(need.what in text for need in setup.NEEDS[:2])
    assert "apt" not in text


def test_as_root_apt_is_asked_without_questions(setup: ModuleType, unprivileged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    there = setup.Need("thing", "show", lambda: bool(unprivileged), {"debian": "libthing1"})   # appears once something ran
    for prefix in ([], ["sudo", "-n"]):
        unprivileged.clear()
        monkeypatch.setattr(setup, "root_prefix", lambda prefix=prefix: prefix)
        setup.bring_system([there])
        line = unprivileged[-1]
        assert line.startswith(" ".join([*prefix, "env DEBIAN_FRONTEND=noninteractive apt-get"]))
        assert {"-y", "install", "--no-install-recommends", "--no-remove", "libthing1"} <= set(line.split())


def test_what_apt_did_not_bring_is_said(setup: ModuleType, unprivileged: list[str], monkeypatch: pytest.MonkeyPatch,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "root_prefix", list)
    with pytest.raises(SystemExit):
        setup.bring_system([setup.Need("the thing", "show", lambda: False, {"debian": "libthing1"})])
    assert "the thing" in capsys.readouterr().err


def test_the_stamp_changes_with_what_is_installed_and_with_nothing_else(setup: ModuleType, tmp_path: Path) -> None:
    project, constraints = tmp_path / "pyproject.toml", tmp_path / "constraints.txt"
    project.write_text(PROJECT)
    constraints.write_text("numpy==2.0.0\n")
    first = setup.fingerprint(tmp_path, "3.11.2")
    assert setup.fingerprint(tmp_path, "3.12.1") != first
    project.write_text(PROJECT.replace("line-length = 100", "line-length = 120"))
    assert setup.fingerprint(tmp_path, "3.11.2") == first
    project.write_text(PROJECT.replace("dev = []", 'dev = ["pytest"]'))
    assert setup.fingerprint(tmp_path, "3.11.2") != first
    project.write_text(PROJECT)
    assert setup.fingerprint(tmp_path, "3.11.2") == first
    constraints.write_text("numpy==2.0.1\n")
    assert setup.fingerprint(tmp_path, "3.11.2") != first


def run_with_path(code: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=False)


def test_an_old_python_is_told_plainly(tmp_path: Path) -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))   # else an old Python would answer with a SyntaxError
    pretend = f"import sys, runpy; sys.version_info = (3, 8, 0, 'final', 0); sys.argv = ['setup.py']; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    # no other Python on PATH: it says so
    done = run_with_path(pretend, str(tmp_path))
    assert done.returncode == 1
    assert all(words in done.stderr for words in ("3.11 or newer", "3.8"))
    assert "Traceback" not in done.stderr
    # a shim that does not start, and a newer one that does: it goes on with that one
    (tmp_path / "python3.19").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "python3.15").write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "taken: $@"\n')
    for shim in tmp_path.iterdir():
        shim.chmod(0o755)
    done = run_with_path(pretend, f"{tmp_path}:/bin:/usr/bin")
    assert f"taken: {SCRIPT}" in done.stdout, done.stdout + done.stderr


def test_first_run_installs_the_package_editable(tiny: Path) -> None:
    done = subprocess.run([str(tiny / ".venv/bin/python"), "-c", "import tiny_module; print(tiny_module.__file__)"],
                          cwd="/", capture_output=True, text=True, timeout=60, check=True)
    assert Path(done.stdout.strip()).parent == tiny


def test_second_run_starts_no_installer_and_needs_no_network(tiny: Path, tmp_path: Path) -> None:
    for name in ("apt-get", "apt", "sudo", "su", "dnf", "pip", "pip3"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} >> {tmp_path}/called\n")
        (tmp_path / name).chmod(0o755)
    probe = ("unshare", "-rn")
    cut = probe if shutil.which("unshare") and subprocess.run([*probe, "true"], capture_output=True, check=False).returncode == 0 else ()
    before = {path: path.stat().st_mtime_ns for path in (tiny / ".venv").rglob("*")}
    done = prepare(tiny, before=cut, PATH=f"{tmp_path}:{os.environ['PATH']}", PIP_INDEX_URL="http://127.0.0.1:9/")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("everything is in place")
    assert not (tmp_path / "called").exists()
    assert {path: path.stat().st_mtime_ns for path in (tiny / ".venv").rglob("*")} == before


def test_a_lost_package_is_put_back(tiny: Path) -> None:
    site = next((tiny / ".venv/lib").glob("python3.*")) / "site-packages"
    shutil.rmtree(site / "tiny-1.0.dist-info")
    (site / "tiny.pth").unlink()
    assert "installing the Python packages" in prepare(tiny).stdout
    assert (site / "tiny-1.0.dist-info").is_dir()
    assert "everything is in place" in prepare(tiny).stdout


def test_the_tests_level_is_kept_by_a_later_show(tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(tiny, root, symlinks=True)
    assert "made anew: it was made in another folder" in prepare(root).stdout   # a moved environment still starts the old Python
    assert "installing" in prepare(root, "test", "--no-system").stdout
    assert "everything is in place" in prepare(root).stdout
    (root / "constraints.txt").write_text("# changed\n")
    assert "installing" in prepare(root).stdout
    assert json.loads((root / ".venv/concord-setup.json").read_text())["level"] == "test"


def test_a_broken_environment_is_made_anew(setup: ModuleType, tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(tiny, root, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    (root / ".venv").write_text("not a folder")
    assert "made anew" in prepare(root).stdout
    python = root / ".venv/bin/python"
    assert subprocess.run([str(python), "-c", ""], check=False, timeout=60).returncode == 0
    assert isinstance(setup.inspect(root / ".venv"), setup.Environment)
    python.unlink()
    python.symlink_to(tmp_path / "gone")   # as after the system's Python was upgraded
    assert setup.inspect(root / ".venv") == "its Python does not start"


def test_offline_is_said_as_offline(setup: ModuleType) -> None:
    assert setup.offline("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution")
    assert setup.offline("Err:1 Could not resolve 'a.mirror'")
    assert not setup.offline("ERROR: No matching distribution found for numpy==99")
    assert not setup.offline("E: Unable to locate package libthing1")


def test_first_run_offline_says_so(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools")
    (tmp_path / "constraints.txt").write_text("")
    (tmp_path / "pyproject.toml").write_text(PROJECT.replace("requires = []", 'requires = ["hatchling"]'))
    done = prepare(tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="1", PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
