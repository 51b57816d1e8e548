"""A real X server with two displays of which either can be pulled out: Xorg with its dummy driver, and RandR. Skips, saying so, where that is not to be had."""
from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CONFIG = """Section "Device"
  Identifier "d"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Screen"
  Identifier "s"
  Device "d"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "800x600"
    Virtual 1600 1200
  EndSubSection
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "DontVTSwitch" "true"
EndSection
"""
SIZE = (800, 600)


class Displays:
    """DUMMY0 is the operator's, DUMMY1 the projector."""

    names = ("DUMMY0", "DUMMY1")

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def randr(self, *words: str) -> str:
        done = subprocess.run(["xrandr", *words], env=self.env, capture_output=True, text=True, timeout=30, check=True)
        return done.stdout

    def plug(self) -> None:
        """The projector comes, to the right."""
        self.randr("--output", "DUMMY1", "--mode", "800x600", "--pos", "800x0")
        self.randr()   # asked once more, or clients are not told

    def pull(self) -> None:
        """It is gone."""
        self.randr("--output", "DUMMY1", "--off")
        self.randr()


@contextlib.contextmanager
def two_displays(folder: Path) -> Iterator[Displays]:
    missing = [name for name in ("Xorg", "xrandr", "xdotool") if not shutil.which(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: make setup FOR=all")
    (folder / "x.conf").write_text(CONFIG)
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists() and not Path(f"/tmp/.X{n}-lock").exists())
    words = ["Xorg", f":{number}", "-config", str(folder / "x.conf"), "-noreset", "-novtswitch", "-nolisten", "tcp", "-logfile", str(folder / "x.log")]
    with (folder / "said").open("w") as said:
        server = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    found = Displays({k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"} | {"DISPLAY": f":{number}", "LIBGL_ALWAYS_SOFTWARE": "1"})
    try:
        end = time.monotonic() + 30
        while True:
            if server.poll() is not None or time.monotonic() > end:
                pytest.skip(f"Xorg does not start here: {(folder / 'said').read_text()[-300:]}")
            with contextlib.suppress(subprocess.SubprocessError):
                if all(name in found.randr() for name in Displays.names):
                    break
            time.sleep(0.1)
        found.randr("--addmode", "DUMMY0", "800x600")
        found.randr("--addmode", "DUMMY1", "800x600")
        found.randr("--fb", "1600x600", "--output", "DUMMY0", "--mode", "800x600", "--pos", "0x0")
        found.plug()
        yield found
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()
