"""What may be tuned about the hands."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class HandsSettings:
    """[hands]"""

    enabled: bool = setting(True, help="the process of the hands: OSC, MIDI, Link and the desk; keys work without it")
    osc_in: int = setting(8000, range=(0, 65535), help="UDP port at which OSC is heard, on this machine only unless osc_lan; 0 none")
    osc_lan: bool = setting(False, help="hear OSC from other machines too")
    osc_out: str = setting("127.0.0.1:9000", help="where OSC is sent to, HOST:PORT; empty: nowhere")
    osc_rate: float = setting(60.0, unit="Hz", range=(1.0, 120.0), help="OSC bundles sent a second at most")
    cues: str = setting("", help="a cue list in configs/cues or your folder cues/, without .toml; empty: none")
    midi: bool = setting(True, help="listen to MIDI controllers")
    midi_port: str = setting("", help="part of the name of the only MIDI port to open; empty: every one")
    midi_map: str = setting("", help="a map file in your folder maps/, without .toml; empty: the controller's own, else eight-faders")
    midi_clock: bool = setting(True, help="follow MIDI clock where one comes")
    link: bool = setting(False, help="follow an Ableton Link session; never moves it")
    desk: bool = setting(True, help="serve the desk, a page for a browser on this machine")
    desk_port: int = setting(8310, range=(1, 65535), help="TCP port of the desk")
    desk_lan: bool = setting(False, help="the desk may be opened from other machines, with the token in its address")


SETTINGS: dict[str, type] = {"hands": HandsSettings}
"""TOML table -> dataclass"""
