"""What words on the command line mean, and which device a name means."""
from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import pytest

from visualizer.audio import AudioSettings, InputSpec, parse_channels, parse_input
from visualizer.audio.device import find
from visualizer.audio.devices import choose, inputs_of, outputs_of
from visualizer.audio.portaudio import PortAudioDevice
from visualizer.audio.portaudio import devices as listed_by
from visualizer.audio.pulse import PulseDevice, PulseState
from visualizer.model.errors import DeviceError, UsageError

HOUSE = PulseDevice("house.monitor", "Monitor of House", 2, 48_000, (1, 2), True)
MIC = PulseDevice("alsa_input.usb-Scarlett", "Scarlett 2i2", 2, 48_000, (1, 2), False)
STATE = PulseState((HOUSE, MIC), (PulseDevice("house", "House", 2, 48_000, (1, 2), False),), "house", MIC.name, HOUSE.name)
PLUGIN = PortAudioDevice(0, "pulse", "ALSA", 32, 32, 44_100, True, True)
CARD = PortAudioDevice(3, "USB Audio (hw:1,0)", "ALSA", 8, 8, 44_100, False, False)
MAC_MIC = PortAudioDevice(0, "MacBook Microphone", "Core Audio", 1, 0, 48_000, True, False)
MAC_LOOP = PortAudioDevice(1, "BlackHole 2ch", "Core Audio", 2, 2, 48_000, False, False)


def test_keywords_files_and_devices_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scarlett").write_bytes(b"x")
    assert [parse_input(w).kind for w in ("auto", "MIC", "overture", "scarlett", "focusrite")] == ["auto", "mic", "overture", "file", "device"]
    assert parse_input("Line In (Realtek(R) Audio)").kind == "device"
    assert parse_input("alsa_output.pci-0000_00_1f.3.analog-stereo.monitor").kind == "device"
    for missing in ("song.flac", "/nowhere/song", "~/nothing-there.wav", "../song.MP3"):
        with pytest.raises(UsageError, match="no such file"):
            parse_input(missing)
    with pytest.raises(UsageError, match="empty"):
        parse_input(" ")


def test_channel_words() -> None:
    assert parse_channels("") is None
    assert parse_channels("7") == (7,)
    assert parse_channels("3,4") == parse_channels(" 3 4 ") == (3, 4)
    for bad in ("0", "a", "1,2,3", "-1", "1.5", "1;2", "²"):
        with pytest.raises(UsageError, match="counted from 1"):
            parse_channels(bad)


def test_a_spec_is_a_frozen_value_and_settings_are_declared() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        parse_input("auto").kind = "mic"  # type: ignore[misc]
    assert all("help" in f.metadata for f in dataclasses.fields(AudioSettings))


def test_auto_is_what_the_machine_plays_and_never_a_microphone() -> None:
    route = find(InputSpec("auto"), STATE, (PLUGIN, CARD), "linux")
    assert route.environment == {"PULSE_SOURCE": "house.monitor"}
    assert route.index == 0
    with pytest.raises(DeviceError, match="no sound server"):
        find(InputSpec("auto"), None, (PLUGIN, CARD), "linux")
    with pytest.raises(DeviceError, match="BlackHole"):
        find(InputSpec("auto"), None, (MAC_MIC,), "darwin")
    assert find(InputSpec("auto"), None, (MAC_MIC, MAC_LOOP), "darwin").index == 1


def test_mic_is_the_default_input() -> None:
    assert find(InputSpec("mic"), STATE, (PLUGIN, CARD), "linux").environment == {"PULSE_SOURCE": MIC.name}
    assert find(InputSpec("mic"), None, (MAC_MIC, MAC_LOOP), "darwin").index == 0
    with pytest.raises(DeviceError, match="no microphone"):
        find(InputSpec("mic"), None, (MAC_LOOP,), "darwin")


def test_names_are_matched_in_part_and_unknown_ones_are_answered_with_those_that_exist() -> None:
    assert find(InputSpec("device", "scarlett"), STATE, (PLUGIN, CARD), "linux").environment == {"PULSE_SOURCE": MIC.name}
    assert find(InputSpec("device", "hw:1,0", (7,)), STATE, (PLUGIN, CARD), "linux").columns == (6,)
    with pytest.raises(DeviceError, match=r"nothing.*'house\.monitor', 'alsa_input\.usb-Scarlett'") as caught:
        find(InputSpec("device", "nothing"), STATE, (PLUGIN, CARD), "linux")
    assert caught.value.exit_code == 4
    assert "house.monitor" in caught.value.candidates
    with pytest.raises(DeviceError, match="concord devices"):
        choose("nothing", [])
    with pytest.raises(DeviceError, match="several names"):
        choose("s", [("speakers", "a"), ("sticks", "b")])
    assert choose("S", [("speakers", "a"), ("speakers", "b")]) == 0
    assert choose("in 1", [("in 12", ""), ("in 1", "")]) == 1


def test_without_a_way_to_the_server_the_missing_package_is_named() -> None:
    with pytest.raises(DeviceError, match="libasound2-plugins"):
        find(InputSpec("auto"), STATE, (CARD,), "linux")


def test_a_list_of_devices_that_cannot_be_had_is_a_device_error() -> None:
    class PortAudioError(Exception):
        pass

    def gone() -> None:
        raise PortAudioError("Error querying device -1")

    with pytest.raises(DeviceError, match="cannot list the sound devices"):
        listed_by(SimpleNamespace(PortAudioError=PortAudioError, query_hostapis=lambda: (), query_devices=gone))


def test_pipewires_own_plugin_is_the_second_way() -> None:
    pipewire = PortAudioDevice(2, "pipewire", "ALSA", 64, 64, 44_100, False, False)
    route = find(InputSpec("auto"), STATE, (pipewire, CARD), "linux")
    assert route.index == 2
    assert "stream.capture.sink = true" in route.environment["PIPEWIRE_PROPS"]
    assert 'target.object = "house"' in route.environment["PIPEWIRE_PROPS"]
    assert "capture.sink" not in find(InputSpec("mic"), STATE, (pipewire,), "linux").environment["PIPEWIRE_PROPS"]


def test_a_device_without_so_many_channels_is_refused() -> None:
    with pytest.raises(UsageError, match="choose from 1 to 2"):
        find(InputSpec("auto", channels=(3, 4)), STATE, (PLUGIN,), "linux")


def test_plugins_are_not_listed_beside_the_server_they_lead_to() -> None:
    assert [i.name for i in inputs_of(STATE, (PLUGIN, CARD))] == ["house.monitor", MIC.name, "USB Audio (hw:1,0)"]
    assert [i.name for i in inputs_of(STATE, (PLUGIN,)) if i.is_monitor and i.is_default] == ["house.monitor"]
    assert [o.name for o in outputs_of(STATE, (PLUGIN,)) if o.is_default] == ["house"]
