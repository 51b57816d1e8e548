"""A sound server of our own, for tests: PulseAudio with null sinks, in its own folders, killed whatever happens.

`house` is what the machine plays (the default sink); the default source, what a program without opinions would record, is the monitor of `mic`.
"""
from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SINKS = {"house": 2, "mic": 2, "wide": 32}
"""null sinks and their channels"""


@dataclass
class SoundServer:
    """A running PulseAudio. env: what a process needs to reach it, and nothing else of the machine's sound."""

    folder: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes]
    players: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def pactl(self, *words: str, timeout: float = 10.0) -> str:
        """Run pactl, return what it prints."""
        return subprocess.run(["pactl", *words], env=self.env, check=True, capture_output=True, text=True, timeout=timeout).stdout.strip()

    def play_from_memory(self, path: Path, sink: str) -> None:
        """Have the server itself play a sound file (16 MB at most) to its end, without a player that could run dry: when one does, the server puts silence in,
        takes it back for what comes late, and a monitor, which has handed the silence on already, seems to skip."""
        self.pactl("upload-sample", str(path), path.stem, timeout=30.0)
        self.pactl("play-sample", path.stem, sink)

    def play(self, path: Path, sink: str) -> subprocess.Popen[bytes]:
        """Play a sound file into a sink until it ends or the server does."""
        log = (self.folder / f"play-{len(self.players)}.log").open("wb")
        command = ["paplay", "--latency-msec=20", f"--device={sink}", str(path)]
        player = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.players.append(player)
        return player

    def load_sink(self, name: str, channels: int = 2) -> str:
        """Plug a null sink in; returns the module's number, for `unload`."""
        return self.pactl("load-module", "module-null-sink", f"sink_name={name}", "rate=48000", f"channels={channels}", "format=float32le")

    def unload(self, module: str) -> None:
        """Unplug it."""
        self.pactl("unload-module", module)

    def freeze(self) -> None:
        """SIGSTOP, as a stuck driver looks from outside."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self.process.send_signal(signal.SIGCONT)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGCONT)
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)


@contextlib.contextmanager
def sound_server() -> Iterator[SoundServer]:
    """Start the server, wait until it answers, and end it and all its players."""
    folder = Path(tempfile.mkdtemp(prefix="concord-sound-"))
    home, run = folder / "home", folder / "run"
    for path in (home, run):
        path.mkdir(mode=0o700)
    socket = run / "pulse.sock"
    script = folder / "server.pa"
    sinks = [f"load-module module-null-sink sink_name={name} rate=48000 channels={n} format=float32le" for name, n in SINKS.items()]
    script.write_text("\n".join([f"load-module module-native-protocol-unix auth-anonymous=1 socket={socket}", *sinks,
                                 "set-default-sink house", "set-default-source mic.monitor"]) + "\n")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PULSE", "PIPEWIRE", "ALSA", "XDG", "DBUS", "JACK"))}
    env = kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(run), "PULSE_SERVER": f"unix:{socket}", "JACK_NO_START_SERVER": "1"}
    log = (folder / "server.log").open("wb")
    command = ["pulseaudio", "-n", "-F", str(script), "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no", "--high-priority=no"]
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    server = SoundServer(folder, env, process)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        for player in server.players:
            _end(player)
        _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(server: SoundServer, patience_s: float = 20.0) -> None:
    give_up = time.monotonic() + patience_s
    while time.monotonic() < give_up:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(subprocess.SubprocessError):
            if "mic.monitor" in server.pactl("get-default-source", timeout=2.0):
                return
        time.sleep(0.05)
    raise RuntimeError("the test's sound server did not start: " + (server.folder / "server.log").read_text()[-2000:])


def tone_file(path: Path, hz: float, seconds: float, *, channels: tuple[float, ...] = (1.0, 1.0), rate: int = 48_000, level: float = 0.3) -> Path:
    """Write a sine; channels: gain of each."""
    import numpy as np
    import soundfile as sf

    wave: Any = level * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)
    sf.write(path, wave[:, None] * np.array(channels), rate, subtype="PCM_16")
    return path


def strongest_hz(samples: Any, rate: int = 48_000) -> float:
    """Frequency of the strongest component of (n,) samples, Hz; 0 in silence."""
    import numpy as np

    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * rate / len(samples)) if spectrum.max() > 1e-3 else 0.0


PRELUDE = """
import json, sys, time
import numpy as np
from tests.soundserver import strongest_hz
from visualizer.audio import open_source, parse_input
def hear(source, seconds, skip=0.3):
    blocks = [source.read() for _ in range(int((skip + seconds) * 93.75))][int(skip * 93.75):]
    return blocks, np.concatenate([b.samples for b in blocks])
"""


def in_process(server: SoundServer, code: str, *arguments: str, timeout: float = 40.0) -> Any:
    """Run code (which may call hear, open_source, parse_input, strongest_hz, and prints one JSON value) in a process that has only this server for sound."""
    script = server.folder / f"script-{time.monotonic_ns()}.py"
    script.write_text(PRELUDE + code)
    out, err = script.with_suffix(".out"), script.with_suffix(".err")
    env = server.env | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    with out.open("wb") as o, err.open("wb") as e:
        done = subprocess.run([sys.executable, str(script), *arguments], env=env, stdout=o, stderr=e, stdin=subprocess.DEVNULL, timeout=timeout, check=False)
    if done.returncode:
        raise AssertionError(err.read_text()[-3000:])
    return json.loads(out.read_text())
