#!/usr/bin/env python3
"""Prepare this checkout: the system's libraries, `.venv`, the package in it. `make` runs this before everything else.

    python3 tools/setup.py [show|test|all] [--no-system]

It needs nothing but a bare Python and may run any number of times. When nothing is missing it answers in a moment, asks
no network and starts no package manager. `show` is what the stage needs; `test` adds what its tests need;
`all` a browser and an X server with two displays, half a gigabyte, for the tests that skip without them.

The top of this file stays readable for Python 3.6, so that an old Python can say what is wrong instead of a SyntaxError.
"""
import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time

OLDEST = (3, 11)


def other_pythons() -> "list[tuple[tuple[int, int], str]]":
    """(version, path) of every python3.N on PATH that really starts, newest first. Shims of version managers may exist without starting."""
    found = []
    for minor in range(30, 5, -1):
        path = shutil.which("python3.%d" % minor)  # noqa: UP031  (Python 3.6 reads this)
        if path and subprocess.call([path, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            found.append(((3, minor), path))
    return found


def leave_old_python() -> None:
    """Go on with a newer Python where there is one; else say what was found and what is needed."""
    here = "%d.%d" % tuple(sys.version_info[:2])  # noqa: UP031
    found = other_pythons()
    if found and found[0][0] >= OLDEST:
        sys.stdout.write("setup: python3 is %s, which is too old; going on with %s\n" % (here, found[0][1]))  # noqa: UP031
        sys.stdout.flush()
        os.execv(found[0][1], [found[0][1], os.path.abspath(__file__)] + sys.argv[1:])  # noqa: RUF005
    newest = found[0][1] if found else sys.executable
    sys.exit("setup: Concord needs Python 3.11 or newer. The newest found here is %s (python3 is %s).\n"  # noqa: UP031
             "       Debian 12, Ubuntu 24.04 and Fedora 37 or later bring one, macOS gets it from python.org; install a newer python3.N and run this again."
             % (newest, here))


if sys.version_info < OLDEST:
    leave_old_python()

# From here on Python is 3.11 or newer.
import tomllib  # noqa: E402
from collections.abc import Callable, Iterator, Mapping, Sequence  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, NoReturn  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
STAMP = "concord-setup.json"   # in .venv: what was installed there, and from what
LEVELS = {"show": {"show"}, "test": {"show", "window", "test"}, "all": {"show", "window", "test", "all"}}
EXTRAS = {"show": "midi,link", "test": "dev,midi,link", "all": "dev,midi,link,browser"}


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def stop(text: str, tail: str = "") -> NoReturn:
    """One clear message, and of a failed command's own words only the end."""
    lines = [line for line in tail.strip().splitlines() if "WARNING: Retrying" not in line]
    for line in lines[-15:]:
        print(f"    {line}", file=sys.stderr)
    print(f"setup: {text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def run(command: Sequence[str], **more: Any) -> tuple[int, str]:
    """Run to the end without a terminal; its words come back instead of being printed."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False, **more)
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout


# ---------------------------------------------------------------------------------------------- the system's libraries


@dataclass(frozen=True)
class Need:
    """One thing the system must bring. `packages` per distribution family, separated by spaces."""

    what: str
    level: str                     # show, window (only where there is a display), test, or all (large: half a gigabyte)
    present: Callable[[], bool]
    packages: Mapping[str, str]


def loads(name: str) -> Callable[[], bool]:
    """True when the dynamic loader finds the library: the very question the program will ask."""
    def check() -> bool:
        import ctypes
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True
    return check


def library_folders() -> list[Path]:
    names = [sysconfig.get_config_var("MULTIARCH"), f"{platform.machine()}-linux-gnu"]
    folders = [Path(base, name) for base in ("/usr/lib", "/lib") for name in names if name]
    folders += [Path(p) for p in ("/usr/lib64", "/usr/lib", "/usr/local/lib", "/run/opengl-driver/lib")]
    return folders


def has_file(*patterns: str) -> Callable[[], bool]:
    """True when a library folder holds a file of one of these names. For plug-ins, which the loader does not find by name."""
    return lambda: any(next(folder.glob(pattern), None) is not None for folder in library_folders() for pattern in patterns if folder.is_dir())


def program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def can_make_venv() -> bool:
    """Debian cuts ensurepip out of Python. Then pip alone also does, for it can fill an environment from outside."""
    has = importlib.util.find_spec
    importlib.invalidate_caches()
    return has("venv") is not None and (has("ensurepip") is not None or has("pip") is not None)


VENV = Need("Python's venv", "venv", can_make_venv,
            {"debian": f"python3.{sys.version_info[1]}-venv", "fedora": "python3-pip", "arch": "python", "suse": f"python3{sys.version_info[1]}-pip"})

NEEDS = (
    Need("EGL (libEGL.so.1)", "show", loads("libEGL.so.1"), {"debian": "libegl1", "fedora": "libglvnd-egl", "arch": "libglvnd", "suse": "libglvnd"}),
    Need("OpenGL (libGL.so.1)", "show", loads("libGL.so.1"), {"debian": "libgl1", "fedora": "libglvnd-glx", "arch": "libglvnd", "suse": "libglvnd"}),
    Need("an EGL driver (Mesa)", "show", has_file("libEGL_mesa.so.0", "libEGL_nvidia.so.0"),
         {"debian": "libegl-mesa0", "fedora": "mesa-libEGL", "arch": "mesa", "suse": "Mesa-libEGL1"}),
    Need("an OpenGL driver (Mesa DRI)", "show", has_file("dri/*_dri.so", "libgallium-*.so", "libEGL_nvidia.so.0"),
         {"debian": "libgl1-mesa-dri", "fedora": "mesa-dri-drivers", "arch": "mesa", "suse": "Mesa-dri"}),
    Need("PortAudio (libportaudio.so.2)", "show", loads("libportaudio.so.2"),   # sounddevice's wheel carries it for macOS and Windows only
         {"debian": "libportaudio2", "fedora": "portaudio", "arch": "portaudio", "suse": "libportaudio2"}),
    Need("ALSA's plug-in for the sound server", "show", has_file("alsa-lib/libasound_module_pcm_pulse.so"),
         {"debian": "libasound2-plugins", "fedora": "alsa-plugins-pulseaudio", "arch": "alsa-plugins", "suse": "alsa-plugins-pulse"}),
    Need("the sound server's library (libpulse.so.0)", "show", loads("libpulse.so.0"),
         {"debian": "libpulse0", "fedora": "pulseaudio-libs", "arch": "libpulse", "suse": "libpulse0"}),
    Need("X11 (libX11.so.6)", "window", loads("libX11.so.6"), {"debian": "libx11-6", "fedora": "libX11", "arch": "libx11", "suse": "libX11-6"}),
    Need("X11 screens (libXrandr.so.2)", "window", loads("libXrandr.so.2"),
         {"debian": "libxrandr2", "fedora": "libXrandr", "arch": "libxrandr", "suse": "libXrandr2"}),
    Need("X11 cursors (libXcursor.so.1)", "window", loads("libXcursor.so.1"),
         {"debian": "libxcursor1", "fedora": "libXcursor", "arch": "libxcursor", "suse": "libXcursor1"}),
    Need("X11 input (libXi.so.6)", "window", loads("libXi.so.6"), {"debian": "libxi6", "fedora": "libXi", "arch": "libxi", "suse": "libXi6"}),
    Need("X11 joined screens (libXinerama.so.1)", "window", loads("libXinerama.so.1"),
         {"debian": "libxinerama1", "fedora": "libXinerama", "arch": "libxinerama", "suse": "libXinerama1"}),
    Need("GLX's driver (Mesa)", "window", has_file("libGLX_mesa.so.0", "libGLX_nvidia.so.0"),
         {"debian": "libglx-mesa0", "fedora": "mesa-libGL", "arch": "mesa", "suse": "Mesa-libGL1"}),
    Need("Xvfb", "test", program("Xvfb"), {"debian": "xvfb", "fedora": "xorg-x11-server-Xvfb", "arch": "xorg-server-xvfb", "suse": "xorg-x11-server-Xvfb"}),
    Need("xdotool", "test", program("xdotool"), {"debian": "xdotool", "fedora": "xdotool", "arch": "xdotool", "suse": "xdotool"}),
    # Where PipeWire plays PulseAudio's part the two exclude each other; nobody's desktop is rebuilt for our tests, they skip.
    Need("PulseAudio", "test", program("pulseaudio", "pipewire-pulse"),
         {"debian": "pulseaudio", "fedora": "pulseaudio", "arch": "pulseaudio", "suse": "pulseaudio"}),
    Need("pactl", "test", program("pactl"), {"debian": "pulseaudio-utils", "fedora": "pulseaudio-utils", "arch": "libpulse", "suse": "pulseaudio-utils"}),
    Need("JACK's server", "test", program("jackd", "pw-jack"),   # a MIDI system that needs no sound card
         {"debian": "jackd2", "fedora": "jack-audio-connection-kit", "arch": "jack2", "suse": "jack"}),
    Need("pgrep", "test", program("pgrep"), {"debian": "procps", "fedora": "procps-ng", "arch": "procps-ng", "suse": "procps"}),
    Need("glslangValidator", "test", program("glslangValidator"), {"debian": "glslang-tools", "fedora": "glslang", "arch": "glslang", "suse": "glslang-devel"}),
    Need("ffprobe", "test", program("ffprobe"), {"debian": "ffmpeg", "fedora": "ffmpeg-free", "arch": "ffmpeg", "suse": "ffmpeg"}),
    Need("a browser (Chromium)", "all", program("chromium", "chromium-browser", "google-chrome"),
         {"debian": "chromium", "fedora": "chromium", "arch": "chromium", "suse": "chromium"}),
    Need("an X server with displays that come and go", "all", lambda: has_file("xorg/modules/drivers/dummy_drv.so")() and bool(shutil.which("Xorg")),
         {"debian": "xserver-xorg-core xserver-xorg-video-dummy", "fedora": "xorg-x11-server-Xorg xorg-x11-drv-dummy",
          "arch": "xorg-server xf86-video-dummy", "suse": "xorg-x11-server xf86-video-dummy"}),
    Need("xrandr", "all", program("xrandr"), {"debian": "x11-xserver-utils", "fedora": "xrandr", "arch": "xorg-xrandr", "suse": "xrandr"}),
)


def has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing(level: str, needs: Sequence[Need] = NEEDS) -> list[Need]:
    if platform.system() in ("Darwin", "Windows"):
        return []   # both bring OpenGL, and the wheels bring PortAudio
    wanted = LEVELS[level] | ({"window"} if has_display() else set())
    return [need for need in needs if need.level in wanted and not need.present()]


def family(os_release: str) -> str:
    """debian, fedora, arch or suse; empty for one we do not know. From the text of /etc/os-release."""
    values = dict(re.findall(r'^(ID|ID_LIKE)="?([^"\n]*)"?$', os_release, re.MULTILINE))
    words = f"{values.get('ID', '')} {values.get('ID_LIKE', '')}".lower().replace("-", " ").split()
    kin = {"debian": "debian", "ubuntu": "debian", "fedora": "fedora", "rhel": "fedora", "arch": "arch", "suse": "suse", "opensuse": "suse"}
    return next((kin[word] for word in words if word in kin), "")


def this_family() -> str:
    for path in ("/etc/os-release", "/usr/lib/os-release"):
        with contextlib.suppress(OSError):
            return family(Path(path).read_text(encoding="utf-8", errors="replace"))
    return ""


def packages(needs: Sequence[Need], fam: str) -> list[str]:
    """Each package once, in the order of the needs."""
    return list(dict.fromkeys(name for need in needs for name in need.packages[fam].split()))


def install_line(names: Sequence[str], fam: str, become: str = "sudo") -> str:
    """The one line a person runs. `become`: sudo, su, or empty when already root."""
    steps = {
        "debian": ["apt-get update", "apt-get install --no-install-recommends"],
        "fedora": ["dnf install"],
        "arch": ["pacman -S --needed"],
        "suse": ["zypper install --no-recommends"],
    }[fam]
    steps = [*steps[:-1], f"{steps[-1]} {' '.join(names)}"]
    if become == "su":
        return f"su -c {shlex.quote(' && '.join(steps))}"
    return " && ".join(f"{become} {step}".strip() for step in steps)


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root without being asked anything: nothing for root; None when there is no such way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run(["sudo", "-n", "true"])[0] == 0:
        return ["sudo", "-n"]
    return None


def apt_install(names: Sequence[str], prefix: Sequence[str]) -> None:
    """Through apt, unattended: nothing recommended, nothing removed, no question, no conversation on the screen."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, "install", "--no-install-recommends", "--no-remove", *names]
    start = time.monotonic()
    say(f"installing {len(names)} system packages: {' '.join(names)}")
    lists = Path("/var/lib/apt/lists")
    fresh = not any(lists.glob("*_Packages*"))
    if fresh:
        run([*apt, "update"])
    code, words = run(install)
    if code and not fresh:   # lists from long ago name files that are gone
        run([*apt, "update"])
        code, words = run(install)
    if code:
        if offline(words):
            stop("the system's packages cannot be fetched: Debian's mirror cannot be reached from here. Connect, then run the same command again.", words)
        stop("apt could not install the system's packages (its last words are above). The line was:\n\n    " + install_line(names, "debian"), words)
    say(f"system packages are in ({time.monotonic() - start:.0f} s)")


def bring_system(needs: Sequence[Need]) -> None:
    """Install what is missing where we may; else print the one line that does, and stop."""
    fam = this_family()
    what = ", ".join(need.what for need in needs)
    if not fam:
        stop(f"missing: {what}.\n       We do not know this distribution's package names; install these, then run the same command again.")
    names = packages(needs, fam)
    prefix = root_prefix()
    if fam == "debian" and prefix is not None and shutil.which("apt-get"):
        apt_install(names, prefix)
        still = [need for need in needs if not need.present()]
        if still:
            stop(f"apt installed everything it was asked for, yet these are still missing: {', '.join(need.what for need in still)}.")
        return
    become = "" if os.geteuid() == 0 else "sudo" if shutil.which("sudo") else "su"
    stop(f"missing: {what}.\n       Run this one line, then the same command again (or go on without: SETUP=--no-system):\n\n"
         f"    {install_line(names, fam, become)}\n")


# ------------------------------------------------------------------------------------------------ the Python environment


def offline(words: str) -> bool:
    return re.search(r"Could not resolve|Temporary failure|Name or service not known|Network is unreachable|NewConnectionError|NameResolutionError|"
                     r"Failed to fetch|Failed to establish a new connection|ConnectTimeout|Max retries exceeded|No route to host|ProxyError", words) is not None


def venv_python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@dataclass(frozen=True)
class Environment:
    version: str
    packages: Path   # site-packages


def inspect(venv: Path) -> Environment | str:
    """The environment when it is sound, else in a few words what is wrong with it."""
    if not venv.exists() and not venv.is_symlink():
        return "none yet"
    ask = ("import importlib.util, json, sys, sysconfig;"
           "print(json.dumps([sys.prefix, list(sys.version_info[:3]), sysconfig.get_path('purelib'), importlib.util.find_spec('pip') is not None]))")
    code, words = run([str(venv_python(venv)), "-c", ask], env=clean_environ())
    try:
        prefix, version, site, has_pip = json.loads(words)
    except (ValueError, TypeError):
        return "its Python does not start" if code else "its Python gives no clear answer"
    if not os.path.samefile(prefix, venv):
        return "it is not an environment of its own"
    if tuple(version) < OLDEST:
        return f"its Python is {version[0]}.{version[1]}"
    if not has_pip:
        return "it has no pip"
    made_for = re.search(r"^command\s*=.* -m venv (?:--\S+ )*(.+)$", (venv / "pyvenv.cfg").read_text(encoding="utf-8"), re.MULTILINE)
    if made_for and not (os.path.exists(made_for[1]) and os.path.samefile(made_for[1], venv)):
        return "it was made in another folder"   # its scripts still start the Python over there
    return Environment(".".join(map(str, version)), Path(site))


ASTRAY = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "__PYVENV_LAUNCHER__"}


def clean_environ() -> dict[str, str]:
    """Without what would make Python or pip look elsewhere."""
    return {k: v for k, v in os.environ.items() if k not in ASTRAY}


def pip(python: Sequence[str], *arguments: str) -> None:
    code, words = run([*python, "install", "--quiet", "--no-input", "--disable-pip-version-check", *arguments], cwd=ROOT, env=clean_environ())
    if code:
        if offline(words):
            stop("the Python packages cannot be fetched: the package index cannot be reached from here.\n"
                 "       The first run needs a connection; later runs do not. Connect, then run the same command again.", words)
        stop("pip could not install the Python packages (its last words are above).", words)


def make_venv(venv: Path) -> Environment:
    say(f"making .venv with Python {platform.python_version()}")
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    bundled = importlib.util.find_spec("ensurepip") is not None
    code, words = run([sys.executable, "-m", "venv", *([] if bundled else ["--without-pip"]), str(venv)], env=clean_environ())
    if code:
        stop("Python could not make .venv (its last words are above).", words)
    if not bundled:   # only pip is here: it fills the environment from outside
        pip([sys.executable, "-m", "pip", "--python", str(venv_python(venv))], "pip")
    made = inspect(venv)
    if isinstance(made, str):
        stop(f"the new .venv does not work: {made}.")
    return made


def fingerprint(root: Path, version: str) -> str:
    """Changes when what must be installed changes, and with nothing else."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    ours = [project.get("build-system"), project.get("project"), project.get("tool", {}).get("hatch")]
    parts = [ours, (root / "constraints.txt").read_text(encoding="utf-8"), version, str(root)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def distributions(site: Path) -> list[str]:
    return sorted(entry.name for entry in site.glob("*.dist-info"))


def up_to_date(venv: Path, env: Environment, level: str) -> bool:
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        same = stamp["key"] == fingerprint(ROOT, env.version) and LEVELS[level] <= LEVELS[stamp["level"]]
        return bool(same and set(stamp["installed"]) <= set(distributions(env.packages)))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def install(venv: Path, env: Environment, level: str) -> None:
    """The package, editable, with the versions of constraints.txt. What builds it is installed first and pip builds with that:
    so the builder too has a known version, and a later run with everything in place asks no network."""
    with contextlib.suppress(OSError):   # what an earlier run brought for the tests stays part of the promise
        before = json.loads((venv / STAMP).read_text(encoding="utf-8")).get("level")
        level = before if LEVELS[level] < LEVELS.get(before, set()) else level
    start = time.monotonic()
    say("installing the Python packages")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    builders = [*build["requires"], *(["editables"] if build.get("build-backend", "").startswith("hatchling") else [])]
    mine = [str(venv_python(venv)), "-m", "pip"]
    if builders:
        pip(mine, "-c", "constraints.txt", *builders)
    pip(mine, "-c", "constraints.txt", "--no-build-isolation", "-e", f".[{EXTRAS[level]}]")
    stamp = {"key": fingerprint(ROOT, env.version), "level": level, "installed": distributions(env.packages)}
    (venv / STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    say(f"Python packages are in ({time.monotonic() - start:.0f} s)")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two setups of one checkout wait for each other."""
    try:
        import fcntl
    except ImportError:   # Windows
        yield
        return
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="setup.py", description="Prepare this checkout: system libraries, .venv, the package.")
    parser.add_argument("level", nargs="?", choices=list(LEVELS), default="show",
                        help="show: what the stage needs (default); test: what its tests need too; all: a browser and a second display for them as well")
    parser.add_argument("--no-system", action="store_true", help="leave the system's libraries alone, and do not look at them")
    options = parser.parse_args(arguments)
    venv = ROOT / ".venv"
    with alone():
        found = inspect(venv)
        lacking = [] if options.no_system else missing(options.level)
        if isinstance(found, str) and not VENV.present():
            lacking = [VENV, *lacking]
        if lacking:
            bring_system(lacking)
        if isinstance(found, str):
            if found != "none yet":
                say(f".venv is made anew: {found}")
            found = make_venv(venv)
        if up_to_date(venv, found, options.level):
            say("everything is in place")
        else:
            install(venv, found, options.level)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PermissionError as error:
        stop(f"no right to write {error.filename}. If an earlier run was made as root, give the folder back: sudo chown -R \"$USER\" {ROOT}")
    except KeyboardInterrupt:
        sys.exit(130)
