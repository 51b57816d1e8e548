"""How the performer stands and moves: a closed form of the stage's channels, the music's phases and the time. Nothing is remembered from frame to frame."""
from __future__ import annotations

from dataclasses import dataclass, replace
from math import acos, atan2, cos, pi, sin, sqrt

import numpy as np
import numpy.typing as npt

from visualizer.model.time import TIME_WRAP_S

from . import anatomy
from .figure import ARM, BONES, CHEST, CUFF, ELBOW, FINGERS, FORE, GROUND, HAND, HEAD, PELVIS, UPPER

Array = npt.NDArray[np.float64]
STAND = np.array([0.0, 0.0, 0.25])
"""m, where she stands"""
GRIP = (np.array([-0.285, 1.790, 0.100]), np.array([0.270, 1.785, 0.092]))
"""m, where her left and her right hand meet the instrument's lower bout"""
LAG_S = 0.34
"""s by which the hem follows the hips"""
JOLT_S = 0.12
"""s in which a stroke's push is at its strongest"""
_UPPER_M, _FORE_M, _HAND_M = anatomy.ELBOW - anatomy.SHOULDER, anatomy.WRIST - anatomy.ELBOW, 0.085
_EYE = np.eye(3)
_HIPS, _CHEST, _NECK = np.array([0.0, 0.95, 0.0]), np.array([0.0, 1.10, -0.01]), np.array([0.0, 1.50, -0.015])


@dataclass(frozen=True, slots=True)
class Moment:
    """What moves her. t: s, wrapped; figure, chaos, rise, ember: channels of the stage; level: 0..1 as the stage follows it;
    beat, bar, breath: phases 0..1; sure: 0..1 confidence of the beat; since: s since the act began; jolt, sway: what strokes do to her, as of `jolts`."""

    t: float
    figure: float = 0.0
    chaos: float = 0.0
    rise: float = 0.0
    ember: float = 0.0
    level: float = 0.0
    beat: float = 0.0
    bar: float = 0.0
    breath: float = 0.0
    sure: float = 0.0
    since: float = 0.0
    jolt: float = 0.0
    sway: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Stance:
    """bones: (BONES, 3, 4) rest to world; skirt: (7, 4): hem's centre m and its yaw rad; flutter 0..1, lift m, pool m, turns of the ripple; angle of the free
    knee rad, its push m, wind x, z m; hips' centre m and their yaw;
    the bone of the hips. hands: (2, 3) m, middle of each palm; head: (3,) m."""

    bones: Array
    skirt: Array
    hands: Array
    head: Array


def _slow(cycles: int, t: float, phase: float = 0.0) -> float:
    """A sine of cycles / TIME_WRAP_S Hz, so that it has no seam."""
    return sin(2 * pi * (cycles * t / TIME_WRAP_S + phase))


def _ease(low: float, high: float, x: float) -> float:
    t = min(1.0, max(0.0, (x - low) / (high - low)))
    return t * t * (3 - 2 * t)


def _about(axis: int, a: float) -> Array:
    """Turn by `a` rad: 0 nods forward, 1 turns toward her left, 2 leans to her right."""
    c, s = cos(a), sin(a)
    return np.array((((1, 0, 0), (0, c, -s), (0, s, c)), ((c, 0, s), (0, 1, 0), (-s, 0, c)), ((c, -s, 0), (s, c, 0), (0, 0, 1)))[axis], np.float64)


def bow_at(since: float) -> float:
    """0..1: how deep she bows `since` s into an ovation: down, held, up, and again."""
    s = since % 11.0
    return _ease(1.0, 2.5, s) * (1.0 - _ease(4.4, 6.4, s))


def jolts(onsets: npt.NDArray[np.float32], age: float) -> tuple[float, float]:
    """How the newest strokes push her, (backward 0..about 1, to her left -1..1): each a push that comes in JOLT_S and is gone in five times that.

    onsets: (n, 4) age s, strength, band, number; age: s since then."""
    since = np.clip(onsets[:, 0].astype(np.float64) + age, 0.0, 9.0) / JOLT_S
    push = np.clip(onsets[:, 1], 0.0, 1.0) * since * np.exp(1.0 - since)
    return float(np.tanh(push.sum())), float(np.tanh((push * np.sin(2.4 * onsets[:, 3])).sum()))


@dataclass(frozen=True, slots=True)
class Mood:
    """Shares of what she does, and the sways that follow from them; everything in rad and m.

    up: toward the instrument, of which hold: hands on it; cup: hands under it, to receive; low: hands lowered before her, head bowed; reach: one hand up to it,
    from her knees."""

    up: float
    hold: float
    cup: float
    low: float
    reach: float
    hurl: float
    sink: float
    bow: float
    open: float
    yaw: float
    shift: tuple[float, float]
    drop: float
    lean: float
    side: float
    twist: float


def mood(m: Moment) -> Mood:
    """Body as a whole: where the hips are and how the trunk bends."""
    rise, hurl = _ease(0.0, 1.0, m.rise), _ease(0.1, 1.0, m.chaos) * (0.45 + 0.55 * m.level)
    up = _ease(0.0, 1.0, m.figure) * (1.0 - rise)
    sink = _ease(0.15, 0.58, m.ember) * (1.0 - _ease(0.32, 0.80, m.figure)) * (1.0 - rise)
    ladder = [_ease(low, top, m.figure) * (1.0 - rise) * (1.0 - sink) for low, top in ((0.06, 0.50), (0.50, 0.72), (0.72, 1.0))]
    low, cup, hold = ladder[0] - ladder[1], ladder[1] - ladder[2], ladder[2]
    reach = sink * _ease(0.02, 0.30, m.figure)
    bow = bow_at(m.since) * rise
    swing = up * (0.35 + 0.65 * m.level) * (1.0 - 0.5 * hurl)
    bar, beat = 2 * pi * m.bar, m.sure * (0.5 + 0.5 * cos(2 * pi * m.beat)) ** 2
    rest = (1.0 - up) * (1.0 - sink)
    x = 0.014 * _slow(287, m.t) * rest + swing * 0.060 * sin(bar) + hurl * (0.16 * _slow(1693, m.t) + 0.08 * _slow(2917, m.t, 0.3))
    z = 0.006 * _slow(391, m.t, 0.2) * rest + swing * 0.030 * sin(2 * bar + 0.6) + hurl * 0.09 * _slow(2207, m.t, 0.1)
    drop = 0.010 * swing * beat + 0.035 * up + 0.41 * sink + 0.05 * bow + 0.02 * low + 0.018 * m.jolt * up + hurl * (0.05 + 0.05 * _slow(2503, m.t, 0.4))
    yaw = -0.75 + (-1.75 + 0.16 * swing * sin(bar - 0.8) + hurl * (0.75 * _slow(1381, m.t, 0.2) + 0.30 * _slow(2749, m.t))) * up
    yaw += 0.35 * sink + 0.70 * rise + 0.10 * m.sway * up
    lean = (0.02 - 0.012 * sin(2 * pi * m.breath) * rest - 0.10 * up + 0.07 * swing * sin(bar + 1.2) + 0.05 * swing * beat
            + 0.42 * sink - 0.36 * reach + 0.62 * bow + 0.26 * low - 0.06 * cup
            - (0.05 + 0.09 * hurl) * m.jolt * up - hurl * (0.22 + 0.22 * _slow(2027, m.t, 0.7)))
    side = 0.03 * rest - 0.10 * swing * sin(bar) + 0.06 * low - 0.08 * reach + (0.07 + 0.10 * hurl) * m.sway * up + hurl * 0.30 * _slow(1693, m.t, 0.06)
    twist = 0.06 * rest + 0.14 * swing * sin(bar - 0.3) + hurl * 0.35 * _slow(1871, m.t, 0.45)
    return Mood(up, hold, cup, low, reach, hurl, sink, bow, rise, float(yaw), (float(x), float(z)), float(drop), float(lean), float(side), float(twist))


def stance(now: Moment, turning: float = 0.0) -> Stance:
    """Her bones at one moment. turning: 1/s, how fast `figure` moves just now: the hem lags behind the turn that follows from it."""
    m = mood(now)
    late = LAG_S / 2.0
    then = mood(replace(now, t=now.t - LAG_S, bar=now.bar - late, jolt=0.0, sway=0.0, figure=min(1.0, max(0.0, now.figure - turning * LAG_S))))
    hips = _turn(m) @ _about(0, 0.42 * m.bow + 0.10 * m.sink) @ _about(2, 0.045 * (1 - m.bow) * (1 - 0.5 * m.up))
    at = STAND + np.array([m.shift[0] + 0.018 * sin(m.yaw), -m.drop, m.shift[1] - 0.06 * m.bow])
    chest = hips @ _about(1, m.twist) @ _about(0, m.lean) @ _about(2, m.side)
    breath = sin(2 * pi * now.breath) * (1.0 - m.hurl)
    bones = np.zeros((BONES, 3, 4))
    _place(bones, PELVIS, hips, _HIPS, at + _HIPS)
    spine = bones[PELVIS, :, :3] @ _CHEST + bones[PELVIS, :, 3]
    _place(bones, CHEST, chest, _CHEST, spine + np.array([0.0, 0.0035 * breath, 0.0]))
    neck = bones[CHEST, :, :3] @ _NECK + bones[CHEST, :, 3]
    skull = _head(now, m, chest)
    _place(bones, HEAD, skull, _NECK, neck)
    foot = _about(1, m.yaw + 0.10)
    _place(bones, GROUND, foot, np.zeros(3), STAND + np.array([0.55 * m.shift[0], 0.0, 0.55 * m.shift[1]]))
    hands = np.stack([_arm(bones, k, now, m, chest, hips) for k in (0, 1)])
    head = skull @ (np.array(anatomy.HEAD) - _NECK) + neck
    return Stance(bones, np.concatenate([_skirt(now, m, then, at), bones[PELVIS]]), hands, head)


def _turn(m: Mood) -> Array:
    return _about(1, m.yaw)


def _place(bones: Array, k: int, turn: Array, rest: Array, at: Array) -> None:
    """Bone k turns about its rest point, which comes to stand at `at`."""
    bones[k, :, :3], bones[k, :, 3] = turn, at - turn @ rest


def _head(now: Moment, m: Mood, chest: Array) -> Array:
    """Up toward the light in silence, up along the instrument in music, down in the hush; in the storm thrown back."""
    rest = (1 - m.up) * (1 - m.sink) * (1 - m.open)
    swing = m.up * (0.3 + 0.7 * now.level)
    pitch = -0.20 * rest - 0.40 * m.up * (1 - m.low) + 0.52 * m.low + 0.62 * m.sink - 1.05 * m.reach
    pitch += 0.25 * m.bow - 0.10 * now.jolt * m.up - 0.10 * m.open * (1 - m.bow) - m.hurl * (0.25 + 0.25 * _slow(2027, now.t, 0.62))
    turn = -0.30 * rest + 0.30 * m.up * (1 - m.low) + 0.12 * m.reach + 0.14 * swing * sin(2 * pi * now.bar - 1.3)
    turn += m.hurl * 0.40 * _slow(1871, now.t, 0.30) + 0.03 * _slow(173, now.t)
    tilt = -0.05 * rest + 0.10 * m.sink + 0.12 * swing * sin(2 * pi * now.bar - 0.5) + m.hurl * 0.25 * _slow(1693, now.t, 0.95)
    return chest @ _about(1, turn) @ _about(0, pitch) @ _about(2, tilt)


def _arm(bones: Array, side: int, now: Moment, m: Mood, chest: Array, hips: Array) -> Array:
    """Shoulder to fingers of one side; returns the middle of the palm."""
    sign, first = (1.0, -1.0)[side], ARM[side]
    mirror = np.array([sign, 1.0, 1.0])
    joint = bones[CHEST, :, :3] @ (np.array([anatomy.SHOULDER, anatomy.ARM_Y, anatomy.ARM_Z]) * mirror) + bones[CHEST, :, 3]
    lifted = max(m.hold + 0.7 * m.cup, 0.5 * m.bow, m.reach if side == 0 else 0.0)
    joint = joint + chest @ np.array([0.010 * sign, 0.030 * lifted, 0.0])
    wrist, fingers, palm, pole, curl = _reach(side, now, m, chest, hips, joint, mirror)
    along = wrist - joint
    far = min(0.998 * (_UPPER_M + _FORE_M), max(0.18, sqrt(along @ along)))
    along = _unit(along)
    bend = pole - along * (along @ pole)
    bend = _unit(bend)
    cosine = (far ** 2 + _UPPER_M ** 2 - _FORE_M ** 2) / (2 * far * _UPPER_M)
    upper = along * cosine + bend * sqrt(max(0.0, 1 - cosine ** 2))
    elbow = joint + _UPPER_M * upper
    wrist = joint + far * along
    fore = (wrist - elbow) / _FORE_M
    hinge = _unit(_cross(upper, fore))
    rest = np.array([sign, 0.0, 0.0]), np.array([0.0, -sign, 0.0])
    u, f = _basis(upper, hinge) @ _basis(*rest).T, _basis(fore, hinge) @ _basis(*rest).T
    h = _basis(fingers, palm) @ _basis(np.array([sign, 0.0, 0.0]), np.array([0.0, -1.0, 0.0])).T
    f = _turned(fore, 0.75 * sin(_twist(f, h, fore))) @ f   # half of the hand's turn; the sine has no seam where the turn is a half circle
    at = np.array([anatomy.SHOULDER, anatomy.ARM_Y, anatomy.ARM_Z]) * mirror
    middle = np.array([anatomy.ELBOW, anatomy.ARM_Y - 0.004, anatomy.ARM_Z - 0.004]) * mirror
    end = np.array([anatomy.WRIST, anatomy.ARM_Y, anatomy.ARM_Z]) * mirror
    _place(bones, first + CUFF, _between(chest, u, 0.5), at, joint)
    _place(bones, first + UPPER, u, at, joint)
    _place(bones, first + ELBOW, _between(u, f, 0.5), middle, elbow)
    _place(bones, first + FORE, f, middle, elbow)
    _place(bones, first + HAND, h, end, wrist)
    knuckle = np.array([anatomy.KNUCKLE, anatomy.ARM_Y, anatomy.ARM_Z]) * mirror
    _place(bones, first + FINGERS, h @ _about(2, -sign * curl), knuckle, h @ (knuckle - end) + wrist)
    return np.asarray(wrist + 0.055 * h @ (np.array([1.0, 0.0, 0.0]) * mirror))


def _reach(side: int, now: Moment, m: Mood, chest: Array, hips: Array, joint: Array, mirror: Array) -> tuple[Array, Array, Array, Array, float]:
    """Where the wrist goes, m; directions of the fingers, of the palm, and of the elbow; how far the fingers curl, rad.

    Hanging, on the instrument, flung, in her lap, bowing, lowered, cupped, up from her knees: each a share of the whole.
    """
    def own(x: float, y: float, z: float, frame: Array = hips) -> Array:
        return np.asarray(frame @ (np.array([x, y, z]) * mirror))
    left = side == 0
    swing = m.up * (0.3 + 0.7 * now.level)
    bar = 2 * pi * now.bar
    carried = np.array([0.05 * swing * sin(bar), 0.012 * swing * sin(2 * bar + 1.0), 0.0])   # the instrument takes her along
    grip = GRIP[side] + 0.25 * carried
    up = _unit(np.array([0.30 if left else -0.30, 0.86, -0.40]))
    parts: list[tuple[float, Array, Array, Array, Array, float]] = []
    hang = joint + own(0.085 + 0.012 * left, -0.500, 0.055 + 0.02 * left)
    parts.append((1.0, hang, own(0.10, -0.97, 0.20), own(-0.85, 0.05, -0.50), own(0.40, -0.1, -0.90), 0.16))
    fling = m.hurl * (0.15 if left else 0.85)
    hold = grip - _HAND_M * up
    parts.append((m.hold * (1 - fling), hold, up, np.array([-0.1 if left else 0.1, -0.10, -0.95]), own(0.50, -0.70, -0.40, chest), 0.45))
    whip = np.array([_slow(1693, now.t, 0.02), 0.5 * _slow(2503, now.t, 0.2), _slow(2207, now.t, 0.33)])
    flung = joint + own(0.40, 0.26, -0.12, chest) + 0.16 * whip
    parts.append((m.hold * fling, flung, flung - joint + 0.10 * whip, own(0.1, -0.9, 0.4, chest), own(0.2, -0.7, -0.6, chest), -0.10))
    lap = joint + own(-0.035, -0.405, 0.235, chest)
    parts.append((m.sink * (1 - m.reach), lap, own(-0.45, -0.72, 0.52, chest), own(-0.2, -0.6, -0.75, chest), own(0.85, -0.3, -0.2), 0.22))
    heart = joint + own(-0.165, -0.155, 0.185, chest)
    bowed = heart if left else joint + own(0.36, -0.34, -0.12, chest)
    there = own(-0.85, 0.30, 0.25, chest) if left else own(0.80, -0.56, -0.20, chest)
    facing = own(-0.1, -0.1, -1.0, chest) if left else own(0.1, 0.65, 0.70, chest)
    parts.append((max(m.bow, 0.0), bowed, there, facing, own(0.35, -0.80, -0.45, chest), 0.10))
    away = joint + own(0.27, -0.40, 0.14, chest)
    parts.append((m.open * (1 - m.bow), away, own(0.50, -0.80, 0.32, chest), own(-0.15, 0.25, 0.92, chest), own(0.15, -0.5, -0.85), 0.06))
    let_go = joint + own(-0.03 + 0.05 * left, -0.30 - 0.07 * left, 0.30 - 0.05 * left)
    parts.append((m.low, let_go, own(-0.20, -0.42, 0.88), own(-0.10, 0.88, 0.42), own(0.55, -0.55, -0.60), 0.22))
    under = joint + own(-0.075, 0.235 + 0.03 * left, 0.285, chest)
    parts.append((m.cup, under, own(-0.20, 0.90, 0.36, chest), own(-0.85, 0.30, 0.25, chest), own(0.62, -0.70, 0.0, chest), 0.30))
    if left:
        asking = joint + own(0.165, 0.470, 0.120, chest)
        parts.append((m.reach, asking, own(0.20, 0.95, 0.22, chest), own(-0.75, 0.10, -0.60, chest), own(0.75, -0.45, -0.30, chest), 0.05))
    else:
        parts.append((m.reach, heart, own(-0.80, 0.42, 0.30, chest), own(-0.1, -0.1, -1.0, chest), own(0.45, -0.80, -0.35, chest), 0.14))
    share = np.array([p[0] for p in parts])
    share[1:] /= max(1.0, float(share[1:].sum()))
    share[0] = max(0.0, 1.0 - float(share[1:].sum()))
    wrist, fingers, palm, pole = (share @ np.array([p[i] for p in parts]) for i in range(1, 5))
    arc = 4 * share[0] * (1 - share[0]) * (share[1] + share[2] + share[5] + share[7])   # on the way up the hands pass before and beside her, not through her
    curl = float(sum(w * p[5] for w, p in zip(share.tolist(), parts, strict=True)))
    return wrist + own(0.16, 0.0, 0.10) * arc, _unit(fingers + own(0.7, 0.0, 0.3) * arc), palm, pole + own(-0.4, -0.6, -0.4) * arc, curl


def _basis(along: Array, normal: Array) -> Array:
    """Columns: along, the part of normal square to it, and their cross product."""
    n = _unit(normal - along * (along @ normal))
    return np.array([along, n, _cross(along, n)]).T


def _between(a: Array, b: Array, share: float) -> Array:
    """A turn between two turns."""
    d = a.T @ b
    angle = acos(min(1.0, max(-1.0, (d[0, 0] + d[1, 1] + d[2, 2] - 1) / 2)))
    if angle < 1e-5:
        return a
    return np.asarray(a @ _turned(_unit(np.array([d[2, 1] - d[1, 2], d[0, 2] - d[2, 0], d[1, 0] - d[0, 1]])), share * angle))


def _twist(f: Array, h: Array, axis: Array) -> float:
    """rad by which h is turned about `axis` against f."""
    d = h @ f.T
    spin = axis[0] * (d[2, 1] - d[1, 2]) + axis[1] * (d[0, 2] - d[2, 0]) + axis[2] * (d[1, 0] - d[0, 1])
    return atan2(spin, d[0, 0] + d[1, 1] + d[2, 2] - axis @ d @ axis)


def _turned(axis: Array, a: float) -> Array:
    """A turn by `a` rad about a unit axis."""
    x, y, z = axis.tolist()
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(_EYE + sin(a) * k + (1 - cos(a)) * k @ k)


def _unit(v: Array) -> Array:
    return np.asarray(v / max(sqrt(v @ v), 1e-6))


def _cross(a: Array, b: Array) -> Array:
    (x, y, z), (u, v, w) = a.tolist(), b.tolist()
    return np.array([y * w - z * v, z * u - x * w, x * v - y * u])


def _skirt(now: Moment, m: Mood, then: Mood, at: Array) -> Array:
    lag = min(1.2, max(-1.2, then.yaw - m.yaw))
    wind = [min(0.25, max(-0.25, 1.2 * (b - a))) for a, b in zip(m.shift, then.shift, strict=True)]
    flutter = 0.10 + 0.25 * m.up * (0.4 + 0.6 * now.level) + 0.65 * m.hurl + min(0.5, abs(lag)) + 0.30 * now.jolt * m.up
    lift = 0.014 + 0.05 * m.hurl + 0.06 * min(1.0, abs(lag)) + 0.03 * now.jolt * m.up
    ripple = (613 * now.t / TIME_WRAP_S) % 1.0
    return np.array([
        (STAND[0] + 0.55 * m.shift[0], 0.0, STAND[2] + 0.55 * m.shift[1], m.yaw + 0.6 * lag),
        (flutter, lift, m.drop, ripple),
        (0.42, 0.055 * (1 - m.sink) + 0.16 * m.sink, wind[0], wind[1]),
        (*(at + _HIPS), m.yaw),
    ])
