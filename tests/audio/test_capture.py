"""Real capture: PortAudio streams from a sound server of our own."""
from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tests.soundserver import SoundServer, in_process, sound_server, tone_file

pytestmark = pytest.mark.audio

TONE = """
source = open_source(parse_input(sys.argv[1], channels=sys.argv[2]))
blocks, x = hear(source, 0.7)
print(json.dumps(dict(name=source.name, hz=[strongest_hz(c) for c in x.T], rms=[float(np.sqrt((c ** 2).mean())) for c in x.T],
                      mid=float(np.abs(x.mean(axis=1)).max()), hops=[b.hop for b in blocks], lost=blocks[-1].lost, rate=source.rate,
                      clock=[b.clock_s for b in blocks])))
"""


@pytest.fixture(scope="module")
def tones(server: SoundServer) -> SoundServer:
    """440 Hz in the house, 1000 Hz in opposite phase at the microphone, 700 Hz on the seventh of 32 channels."""
    server.play(tone_file(server.folder / "house.wav", 440.0, 60.0), "house")
    server.play(tone_file(server.folder / "mic.wav", 1_000.0, 60.0, channels=(1.0, -1.0)), "mic")
    server.play(tone_file(server.folder / "wide.wav", 700.0, 40.0, channels=tuple(float(c == 6) for c in range(32))), "wide")
    time.sleep(0.5)
    return server


def test_auto_hears_what_the_machine_plays(tones: SoundServer) -> None:
    found = in_process(tones, TONE, "auto", "")
    assert found["hz"] == pytest.approx([440.0, 440.0], abs=2.0)
    assert "house.monitor" in found["name"]
    assert found["rate"] == 48_000
    assert found["lost"] == 0
    assert np.diff(found["hops"]).tolist() == [1] * (len(found["hops"]) - 1)
    assert np.ptp(found["clock"]) < 0.02


def test_mic_hears_the_default_source_and_opposite_phases_do_not_cancel(tones: SoundServer) -> None:
    found = in_process(tones, TONE, "mic", "")
    assert found["hz"] == pytest.approx([1_000.0, 1_000.0], abs=2.0)
    assert found["rms"] == pytest.approx([0.212, 0.212], abs=0.02)
    assert found["mid"] < 1e-3   # and yet both channels are there for the analysis to choose from


def test_part_of_a_name_in_any_case(tones: SoundServer) -> None:
    assert in_process(tones, TONE, "HOUSE", "")["hz"] == pytest.approx([440.0, 440.0], abs=2.0)


def test_channel_7_of_32(tones: SoundServer) -> None:
    assert in_process(tones, TONE, "wide", "7")["hz"] == pytest.approx([700.0], abs=2.0)
    assert in_process(tones, TONE, "wide", "8,7")["hz"] == pytest.approx([0.0, 700.0], abs=2.0)


def test_an_input_can_be_checked_without_being_opened(tones: SoundServer) -> None:
    found = in_process(tones, """
from visualizer.audio import check_input
from visualizer.model.errors import ConcordError
if __name__ == "__main__":
    answers = []
    for name, channels in (("auto", ""), ("wide", "7"), ("theremin", ""), ("house", "3")):
        try:
            answers.append(check_input(parse_input(name, channels=channels), 20.0))
        except ConcordError as e:
            answers.append(e.exit_code)
    print(json.dumps(answers))
""")
    assert found == ["Monitor of Null Output (house.monitor)", "Monitor of Null Output (wide.monitor)", 4, 2]


def test_an_unknown_name_is_answered_with_the_names_that_exist(tones: SoundServer) -> None:
    with pytest.raises(AssertionError, match=r"no sound device is called 'theremin'; names that exist: 'house\.monitor', 'mic\.monitor', 'wide\.monitor'"):
        in_process(tones, TONE, "theremin", "")


def test_listing_and_probing(tones: SoundServer) -> None:
    found = in_process(tones, """
from visualizer.audio import list_inputs, list_outputs, probe_signal
if __name__ == "__main__":
    print(json.dumps(dict(ins=[(i.name, i.channels, i.is_monitor, i.is_default) for i in list_inputs(20.0)],
                          outs=[(o.name, o.is_default) for o in list_outputs(20.0)],
                          peaks=[probe_signal(n, 0.3, 20.0) for n in ("auto", "nowhere")])))
""")
    assert ["house.monitor", 2, True, True] in found["ins"]
    assert ["wide.monitor", 32, True, False] in found["ins"]
    assert ["house", True] in found["outs"]
    assert found["peaks"] == [pytest.approx(-10.5, abs=0.3), None]


def test_no_sample_is_skipped_or_doubled(server: SoundServer, tmp_path: Path) -> None:
    """A 16-bit ramp comes through exactly; zeros that the server put in are no loss, a jump is."""
    module = server.load_sink("ramp")
    ramp = ((np.arange(48_000 * 12) % 60_000) - 30_000).astype(np.int16)
    sf.write(tmp_path / "counting.wav", np.stack([ramp, ramp], axis=1), 48_000, subtype="PCM_16")
    server.play_from_memory(tmp_path / "counting.wav", "ramp")
    jumps, zeros, count = in_process(server, """
source = open_source(parse_input("ramp.monitor"))
x = np.round(hear(source, 3.0)[1][:, 0].astype(np.float64) * 32768).astype(int)
sounding = x[np.flatnonzero(x)[0]:np.flatnonzero(x)[-1] + 1]
holes = (sounding == 0) & ((np.roll(sounding, 1) == 0) | (np.roll(sounding, -1) == 0))
kept = sounding[~holes]
print(json.dumps([int((np.diff(kept) % 60000 != 1).sum()), int(holes.sum()), len(kept)]))
""")
    server.unload(module)
    assert count > 100_000
    assert jumps == 0
    assert zeros < 0.2 * count


def test_the_machine_plays_somewhere_else(server: SoundServer, tmp_path: Path) -> None:
    """Headphones: when the default output changes, what auto hears is said to be gone, so that the ear opens it anew."""
    found = in_process(server, """
import subprocess
source = open_source(parse_input("auto"))
hear(source, 0.2)
subprocess.run(["pactl", "set-default-sink", "wide"], check=True, timeout=10)
try:
    for _ in range(500):
        source.read()
    print(json.dumps("nothing noticed"))
except Exception as e:
    print(json.dumps([type(e).__name__, str(e)]))
subprocess.run(["pactl", "set-default-sink", "house"], check=True, timeout=10)
""")
    assert found == ["DeviceError", "the machine now plays to 'wide'"]


def test_an_unplugged_device_is_an_error_at_once_and_never_becomes_a_microphone(server: SoundServer) -> None:
    """The server moves the stream to its default source; what is heard from there must not be taken for the device."""
    module = server.load_sink("stick")
    found = in_process(server, """
import subprocess
source = open_source(parse_input("stick"))
hear(source, 0.2)
subprocess.run(["pactl", "unload-module", sys.argv[1]], check=True, timeout=10)
heard = 0.0
try:
    for _ in range(300):
        heard = max(heard, float(np.abs(source.read().samples).max()))
    print(json.dumps("reads on"))
except Exception as e:
    print(json.dumps([type(e).__name__, heard]))
source.close()
""", module)
    assert found == ["DeviceError", 0.0]   # the microphone has a tone, the stick had none


def test_a_frozen_server_cannot_hang_a_question() -> None:
    with sound_server() as server:
        server.freeze()
        found = in_process(server, """
from visualizer.audio import list_inputs, probe_signal
from visualizer.model.errors import DeviceError
if __name__ == "__main__":
    try:
        list_inputs(3.0)
        print(json.dumps("listed"))
    except DeviceError as e:
        print(json.dumps([str(e), probe_signal("auto", 0.2, 3.0)]))
""")
        server.thaw()
    assert "does not answer" in found[0]
    assert found[1] is None
