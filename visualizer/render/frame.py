"""One frame's facts, computed once on the CPU from the frozen frames of music, show and crowd: blocks for the shaders, counts for the passes."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import DUB, CrowdFrame, Seating
from visualizer.model.music import MusicFrame
from visualizer.model.settings import Schema
from visualizer.model.show import STAGE, ShowFrame, spring_at
from visualizer.model.time import TIME_WRAP_S, FrameTime

from .audience import Audience, hands_of
from .blocks import CRYSTALS, FRAME, LIGHTS, show_record
from .camera import Camera, look, perspective
from .drops import drops
from .geometry.attractor import storm, trail_count
from .geometry.crystals import constellation
from .geometry.pose import Moment, Stance, jolts, stance
from .geometry.shards import places, shards
from .hearing import crystals_heard, crystals_struck, strings_heard

Array = npt.NDArray[np.float64]
EYE, AIM = ([STAGE.index(f"{which}_{axis}") for axis in "xyz"] for which in ("cam", "look"))
"""channels of the lens's place and of what it looks at"""
TURNS = 64.0
"""beats after which every wheel of the gear train stands as it did."""
KEY_APEX, KEY_AIM = np.array([-3.1, 10.5, -2.6]), np.array([0.0, 0.0, 0.25])
COOL_APEX, COOL_AIM = np.array([4.6, 10.0, -3.4]), np.array([-0.1, 0.9, 0.3])
LAMPS = (("key", KEY_APEX, KEY_AIM), ("cool", COOL_APEX, COOL_AIM))
HALF_ANGLE = np.radians(9.5)
KEY_RADIANCE, COOL_RADIANCE = 950.0, 330.0
EXTRAS = {"window": "stage.key.window", "aurora": "stage.haze.aurora", "ink": "stage.grade.paper"}
"""what few looks show and costs much: programs with it are chosen only then"""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What the passes are told. stage: channel -> value at t_light; params: key -> value(s); frame, show, music: records for the blocks; crowd: (n, 16) float32
    instances; claps: (N, 4) float32 every listener's hands; hearts: (N,) float32 their hearts, 0..1; glass: of geometry.shards.places; performer: how
    she stands; camera; master: 0..1; dt: s; extras: which of EXTRAS this look shows."""

    stage: dict[str, float]
    frame: npt.NDArray[Any]
    show: npt.NDArray[Any]
    music: npt.NDArray[Any]
    crowd: npt.NDArray[np.float32]
    claps: npt.NDArray[np.float32]
    hearts: npt.NDArray[np.float32]
    glass: npt.NDArray[np.float32]
    performer: Stance
    camera: Camera
    master: float
    dt: float
    extras: frozenset[str] = frozenset()


class FrameBuilder:
    """Turns the frozen frames into a View. Pure in (state, t_light): it keeps nothing from one frame to the next but the buffers it fills."""

    def __init__(self, size: tuple[int, int], aspect: float, schema: Schema, seating: Seating, seed: int, rows: int, lights: int,
                 detail: float = 0.4) -> None:
        self.size, self.aspect, self.schema, self._seed, self._lights = size, aspect, schema, seed, min(lights, LIGHTS)
        self.crystals = constellation(seed, aspect)
        self.storm = storm(trail_count(detail), seed, aspect)
        self.shards = shards(round(24 + 90 * detail), self.crystals, self.storm, seed)
        self.audience, self._seating = Audience(seating, rows), seating
        self._claps = np.empty((seating.size, 4), np.float32)

    def resize(self, scene: tuple[int, int]) -> None:
        """Draw for a scene of other px from now on; the picture's shape stays."""
        self.size = scene

    def build(self, ft: FrameTime, music: MusicFrame, show: ShowFrame, crowd: CrowdFrame) -> View:
        """The view at ft.t_light."""
        t = ft.t_light
        values, speeds = spring_at(show.position, show.velocity, show.target, show.tau, max(0.0, t - show.t))
        stage = {name: float(values[i]) for i, name in enumerate(STAGE)}
        gpu, age = music.gpu_at(t)
        frame = np.zeros((), FRAME)
        camera = self._lens(frame, stage)
        frame["forward"][3] = max(float(np.linalg.norm(speeds[part])) for part in (EYE, AIM))
        self._clocks(frame, ft, t, age, show, crowd)
        self._lamps(frame, stage, show.params, t, float(np.clip(gpu["level"][1], 0.0, 1.0)))
        placed = places(self.crystals, self.shards, self.storm, t % TIME_WRAP_S, float(np.clip(stage["shatter"], 0.0, 1.0)),
                        float(np.clip(1.0 - show.coherence, 0.0, 1.0)))
        self._glass(frame, stage, show.params, gpu, age, placed)
        frame["string"] = strings_heard(gpu, age)
        frame["ring"], frame["drop"] = drops(gpu, age, self.crystals)
        claps = hands_of(crowd, self._seating, t, stage["hands"], stage["rise"], self._claps)
        claps[:, 1] *= 1.0 - min(1.0, max(0.0, 1.5 * stage["veil"]))   # hands sink as the morning comes
        past = (11.0 - camera.eye[2]) / 3.0   # a lens among the first rows has the audience behind it
        seen = self.audience.place(camera, crowd, t, claps, float(np.clip(max(stage["wet"], past), 0.0, 1.0)))
        extras = frozenset(name for name, key in EXTRAS.items() if self.value(show.params, key) > 0.001)
        performer = self._performer(frame, stage, show, t, jolts(gpu["onset"], age))
        return View(stage, frame, show_record(values, show.params), gpu, seen, claps, self.audience.hearts(), placed, performer, camera,
                    float(np.clip(show.master, 0.0, 1.0)), ft.dt, extras)

    def value(self, params: npt.NDArray[np.float32], key: str) -> Any:
        """A parameter of the live vector: float, or (3,) for a colour; the default when the schema has it not."""
        entry = self.schema[key]
        part = params[entry.offset:entry.offset + entry.width]
        return float(part[0]) if entry.width == 1 else part.astype(np.float64)

    def _lens(self, frame: npt.NDArray[Any], stage: dict[str, float]) -> Camera:
        eye = np.array([stage["cam_x"], stage["cam_y"], stage["cam_z"]])
        target = np.array([stage["look_x"], stage["look_y"], stage["look_z"]])
        camera = look(eye, target, max(2.0, stage["fov"]), stage["roll"], self.aspect)
        frame["view_proj"] = camera.matrix().T
        frame["eye"], frame["right"] = (*camera.eye, camera.tan), (*camera.right, camera.aspect)
        frame["up"], frame["forward"] = (*camera.up, camera.reach), (*camera.forward, 0.0)
        w, h = self.size
        frame["size"] = (w, h, 1 / w, 1 / h)
        return camera

    def _clocks(self, frame: npt.NDArray[Any], ft: FrameTime, t: float, age: float, show: ShowFrame, crowd: CrowdFrame) -> None:
        since = min(4096.0, max(0.0, t - show.act_since))
        frame["clock"] = (t % TIME_WRAP_S, age, since, ft.dt)
        breath = (crowd.breath / (2 * np.pi) + crowd.breath_hz * max(0.0, t - crowd.t)) % 1.0
        frame["pulse"] = (show.grid.phase(t), show.grid.bar_phase(t), crowd.heart_at(t) / (2 * np.pi), breath)
        frame["heart"] = (crowd.dub_phase, DUB, crowd.lub_at(t), crowd.dub_at(t))
        turns = show.turns_at(t) % TURNS   # an integral of tempo: never runs backwards
        frame["turn"] = (turns, crowd.order, crowd.order_wave, show.coherence)
        frame["state"] = (int(show.act), show.level, show.grid.confidence, (self._seed * 0.6180339887) % 1.0)

    @staticmethod
    def _performer(frame: npt.NDArray[Any], stage: dict[str, float], show: ShowFrame, t: float, pushed: tuple[float, float]) -> Stance:
        pulse, k = frame["pulse"], STAGE.index("figure")
        speed = spring_at(show.position[k], show.velocity[k], show.target[k], show.tau[k], max(0.0, t - show.t))[1]
        now = Moment(t % TIME_WRAP_S, stage["figure"], stage["chaos"], stage["rise"], stage["ember"], float(np.clip(show.level, 0.0, 1.0)),
                     float(pulse[0]), float(pulse[1]), float(pulse[3]), show.grid.confidence, float(frame["clock"][2]), *pushed)
        return stance(now, float(speed))

    def _lamps(self, frame: npt.NDArray[Any], stage: dict[str, float], params: npt.NDArray[np.float32], t: float, loud: float) -> None:
        half = HALF_ANGLE * self.value(params, "stage.key.width")
        flicker = (1.0 + stage["flicker"] * lamp_noise(t)) * (0.94 + 0.20 * loud)   # the iris follows slow loudness, and not far
        for name, apex, aim, power, angle in (("key", KEY_APEX, KEY_AIM, KEY_RADIANCE * max(0.0, stage["key"]) * flicker, half),
                                              ("cool", COOL_APEX, COOL_AIM, COOL_RADIANCE * max(0.0, stage["cool"]), half * 0.95)):
            axis = aim - apex
            axis /= np.linalg.norm(axis)
            colour = self.value(params, "stage.key.color" if name == "key" else "stage.key.cool")
            frame[f"{name}_apex"] = (*apex, np.cos(angle))
            frame[f"{name}_axis"] = (*axis, np.cos(angle * 0.8))
            frame[f"{name}_color"] = (*(colour * power * stage["fade"]), angle)
        lamp = look(KEY_APEX, KEY_AIM, float(np.degrees(2.3 * half)), 0.0, 1.0)
        view = lamp.matrix()
        view = perspective(lamp.tan, 1.0, 4.0, 14.0) @ np.linalg.inv(perspective(lamp.tan, 1.0)) @ view
        frame["shadow"] = view.T

    def _glass(self, frame: npt.NDArray[Any], stage: dict[str, float], params: npt.NDArray[np.float32], gpu: npt.NDArray[Any], age: float,
               placed: npt.NDArray[np.float32]) -> None:
        c = self.crystals
        ice, ember = self.value(params, "stage.crystals.ice"), self.value(params, "stage.crystals.ember")
        heard = crystals_heard(c.midi, gpu, age)
        reach = np.clip((stage["crystals"] * 1.25 - c.rank) / 0.25, 0.0, 1.0)
        energy = reach * (0.32 + 1.0 * (1 - np.exp(-1.5 * self.value(params, "stage.crystals.answer") * heard))) * min(1.0, stage["crystals"] * 1.5)
        energy = np.maximum(energy, 2.0 * stage["wet"] * crystals_struck(c.midi, gpu, age))   # on the water one crystal answers
        energy *= c.gain
        level = float(np.clip(gpu["level"][0], 0, 1))
        energy[0] = stage["hero"] * (0.72 + 0.7 * level)
        far = np.sum((c.centre - c.centre[0]) ** 2, axis=1)
        lent = 0.20 + 0.24 * (1.0 - min(1.0, stage["crystals"]))   # what the hero lends its neighbours; more where they have little of their own
        energy[1:] += lent * energy[0] * stage["instrument"] * np.exp(-0.9 * far[1:]) * (0.4 + 0.6 * c.phase[1:])
        energy *= stage["fade"]
        tint = self.value(params, "stage.crystals.hue") * c.hue[:, None]
        violet, cyan = np.array([0.39, 0.34, 1.0]), np.array([0.46, 0.87, 0.89])
        colour = ice + np.maximum(tint, 0) * (cyan - ice) + np.maximum(-tint, 0) * (violet - ice)
        warm = max(0.0, stage["warmth"])
        colour += (np.array([1.0, 0.80, 0.62]) - colour) * 0.75 * warm   # candle light whitens the glass
        cold = ice * 0.75 + np.array([0.25, 0.25, 0.25])
        colour[0] = cold + (np.array([1.0, 0.86, 0.72]) - cold) * warm
        colour[0] += (ember - colour[0]) * np.clip(stage["ember"], 0, 1)
        n = min(c.size, CRYSTALS)
        frame["crystal"][:n, :3], frame["crystal"][:n, 3] = colour[:n], energy[:n]
        strength = energy * c.radius * c.half
        order = np.argsort(-strength, kind="stable")[:self._lights]
        for k, i in enumerate(order):
            frame["light"][k, :3] = placed[i, 0, :3]
            frame["light_color"][k, :3] = colour[i] * strength[i] * 20.0   # more would show as a veil in the air, and hide the machine
        frame["hero"], frame["hero_color"] = (*c.centre[0], energy[0]), (*colour[0], 0.0)


def lamp_noise(t: float) -> float:
    """Flicker of a lamp, about +-0.12: a sum of sines below 3 Hz with amplitudes falling as 1/f; every term fits TIME_WRAP_S a whole number of times."""
    cycles = np.array([613, 1289, 2711, 4583, 7877, 11027], np.float64)   # per 4096 s: 0.15 .. 2.7 Hz
    weight = (613 / cycles) ** 0.5
    phase = 2 * np.pi * ((cycles * (t % TIME_WRAP_S) / TIME_WRAP_S) % 1.0)
    return float(0.055 * np.sum(weight * np.sin(phase + np.arange(6) * 1.7)))
