"""A real X server without a screen, for tests of the window."""
from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NEEDS = ("Xvfb", "xdotool")


@contextlib.contextmanager
def display(size: str = "1280x720") -> Iterator[dict[str, str]]:
    """Start Xvfb on a free display and yield the environment to use. Skips, saying so, where the programs are absent."""
    missing = [name for name in NEEDS if not shutil.which(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed (Debian: apt-get install xvfb xdotool)")
    with tempfile.TemporaryDirectory() as folder:
        number = Path(folder) / "display"
        with number.open("w") as out, (Path(folder) / "log").open("w") as log:
            words = ["Xvfb", "-displayfd", str(out.fileno()), "-screen", "0", f"{size}x24", "+extension", "GLX", "+extension", "RANDR", "-nolisten", "tcp"]
            server = subprocess.Popen(words, pass_fds=(out.fileno(),), stdout=log, stderr=log)
        try:
            end = time.monotonic() + 20
            while not number.read_text().strip():
                assert server.poll() is None, "Xvfb did not start"
                assert time.monotonic() < end, "Xvfb did not say its display"
                time.sleep(0.05)
            env = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
            yield env | {"DISPLAY": f":{number.read_text().strip()}", "LIBGL_ALWAYS_SOFTWARE": "1"}
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.kill()
