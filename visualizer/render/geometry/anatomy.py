"""The performer's body as signed distances. She stands in a T: arms along x (her left is +x), face toward +z, floor at y 0, 1.72 m tall, palms down."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .sdf import Points, ball, capsule, ellipsoid, union, without

Distances = npt.NDArray[np.float32]
SHOULDER, ELBOW, WRIST, KNUCKLE = 0.147, 0.432, 0.682, 0.764
"""m from the middle, along the arm"""
ARM_Y, ARM_Z = 1.385, -0.012
HEAD = (0.0, 1.604, 0.004)
"""m, centre of the head"""
WAIST_Y, BUN = 1.045, (0.0, -0.006, -0.116)
_FINGERS = ((0.024, 0.94, 0.10), (0.0085, 1.04, 0.02), (-0.0075, 0.97, -0.05), (-0.0225, 0.78, -0.16))
"""of each finger: m across the palm, length, splay (index first)"""


def _both(p: Points) -> Points:
    q = p.copy()
    q[:, 0] = np.abs(q[:, 0])
    return q


def _trunk(p: Points, m: Points) -> Distances:
    d = union(ellipsoid(p, (0, 1.235, -0.004), (0.142, 0.185, 0.096)), ellipsoid(p, (0, 1.045, 0.004), (0.105, 0.17, 0.080)), 0.09)
    d = union(d, ellipsoid(p, (0, 0.885, -0.004), (0.160, 0.15, 0.118)), 0.08)
    d = union(d, ellipsoid(m, (0.066, 1.243, 0.062), (0.060, 0.062, 0.054)), 0.035)
    d = union(d, capsule(m, (0.0, 1.372, -0.020), (0.136, 1.386, -0.016), 0.046, 0.036), 0.070)
    d = union(d, ellipsoid(m, (0.080, 1.285, -0.074), (0.046, 0.070, 0.024)), 0.030)
    d = union(d, capsule(m, (0.022, 1.458, -0.030), (0.118, 1.404, -0.026), 0.026, 0.022), 0.050)
    d = union(d, capsule(m, (0.018, 1.402, 0.044), (0.128, 1.414, 0.010), 0.0065, 0.0060), 0.016)
    groove = np.exp(-(p[:, 0] / 0.016) ** 2) * np.clip((-p[:, 2] - 0.02) / 0.05, 0, 1) * np.clip((1.42 - p[:, 1]) / 0.08, 0, 1)
    groove *= np.clip((p[:, 1] - 1.17) / 0.09, 0, 1)   # cloth spans it
    return np.asarray(d + 0.0070 * groove)


def _arm(m: Points) -> Distances:
    y, z = ARM_Y, ARM_Z
    upper = capsule(m, (SHOULDER, y, z), (ELBOW, y - 0.004, z - 0.004), 0.0375, 0.0285)
    upper = union(upper, ellipsoid(m, (SHOULDER + 0.028, y + 0.002, z), (0.056, 0.039, 0.043)), 0.030)
    swell = 0.0045 * np.exp(-((m[:, 0] - ELBOW - 0.065) / 0.055) ** 2)
    fore = capsule(m, (ELBOW, y - 0.004, z - 0.004), (WRIST, y, z), 0.0270, 0.0182) - swell
    return union(upper, fore, 0.028)


def hand(m: Points, curl: float) -> Distances:
    """A right-angled reach of a hand: palm, four fingers of three bones, a thumb; curl 0..1 grows from index to little finger."""
    y, z = ARM_Y, ARM_Z
    d = ellipsoid(m, (WRIST + 0.046, y + 0.001, z), (0.054, 0.0145, 0.0370))
    d = union(d, capsule(m, (WRIST - 0.03, y, z), (WRIST + 0.01, y, z), 0.0195, 0.0185), 0.022)
    d = union(d, ellipsoid(m, (WRIST + 0.034, y - 0.006, z + 0.024), (0.030, 0.014, 0.015)), 0.014)
    for i, (across, long, splay) in enumerate(_FINGERS):
        at, angle = np.array([KNUCKLE - 0.004 * abs(i - 1), y + 0.002, z + across]), 0.10 + 0.10 * i * curl
        for length, ra, rb, bend in ((0.036, 0.0086, 0.0078, 0.20), (0.025, 0.0078, 0.0070, 0.95), (0.020, 0.0070, 0.0056, 0.62)):
            angle += bend * curl * (0.8 + 0.22 * i)
            to = at + length * long * np.array([np.cos(angle) * np.cos(splay), -np.sin(angle), np.cos(angle) * np.sin(splay)])
            d = union(d, capsule(m, at.tolist(), to.tolist(), ra, rb), 0.0045)
            at = to
    a, b, c = (WRIST + 0.026, y - 0.006, z + 0.030), (WRIST + 0.056, y - 0.014, z + 0.058), (WRIST + 0.086, y - 0.018, z + 0.068)
    return union(union(d, capsule(m, a, b, 0.0118, 0.0096), 0.010), capsule(m, b, c, 0.0096, 0.0068), 0.005)


def _neck(p: Points, m: Points) -> Distances:
    d = capsule(p, (0, 1.545, -0.012), (0, 1.425, -0.026), 0.0435, 0.0475)
    return union(d, capsule(m, (0.040, 1.530, 0.000), (0.012, 1.415, 0.034), 0.0075, 0.0085), 0.020)   # the muscle from ear to collarbone


def skull(p: Points) -> Distances:
    """Her head without hair, p from its centre: brow, sockets, nose, lips, chin, ears."""
    m = _both(p)
    d = ellipsoid(p, (0, 0.028, -0.016), (0.0725, 0.086, 0.092))
    d = union(d, ellipsoid(p, (0, -0.040, 0.020), (0.0490, 0.071, 0.062)), 0.036)
    d = union(d, ball(p, (0, -0.0960, 0.0600), 0.0142), 0.030)
    d = union(d, capsule(m, (0.0470, -0.044, -0.004), (0.010, -0.094, 0.055), 0.010, 0.009), 0.030)   # the jaw's edge
    d = union(d, ball(m, (0.0430, -0.016, 0.046), 0.0185), 0.032)
    d = union(d, capsule(m, (0, 0.034, 0.0740), (0.040, 0.033, 0.057), 0.0045, 0.0042), 0.018)
    d = without(d, ball(m * np.array([1, 1.15, 1], np.float32), (0.031, 0.0069, 0.0935), 0.0150), 0.018)
    d = union(d, ball(m, (0.0300, 0.0045, 0.0640), 0.0148), 0.005)
    d = union(d, capsule(p, (0, 0.016, 0.0790), (0, -0.0235, 0.0990), 0.0048, 0.0074), 0.011)
    d = union(d, ball(m, (0.0095, -0.0270, 0.0865), 0.0058), 0.008)
    d = union(d, capsule(m, (0, -0.0575, 0.0850), (0.0180, -0.0625, 0.0700), 0.0050, 0.0028), 0.008)
    d = union(d, capsule(m, (0, -0.0690, 0.0830), (0.0165, -0.0640, 0.0700), 0.0060, 0.0028), 0.007)
    ear = union(ellipsoid(m, (0.0765, -0.006, -0.010), (0.0095, 0.0290, 0.0175)), ellipsoid(m, (0.0745, -0.030, -0.002), (0.0075, 0.0110, 0.0090)), 0.008)
    return union(d, ear, 0.008)


def hair(p: Points) -> Distances:
    """Combed back from the brow over the ears into a twisted knot at the nape; p from the head's centre."""
    x, y, z = p.T
    around = np.arctan2(x, -z + 0.03)
    comb = 0.0006 * np.sin(9 * around + 16 * y) + 0.0004 * np.sin(23 * around + 26 * y)
    front = -0.62 * y + 0.785 * z - 0.0095 - 0.0035 * np.exp(-(x / 0.020) ** 2) + 0.10 * np.maximum(np.abs(x) - 0.045, 0)
    d = ellipsoid(p, (0, 0.028, -0.018), (0.0795, 0.0930, 0.0985)) + comb + 0.0050 * np.clip(1.0 + front / 0.035, 0, 1) ** 2   # it rises from the brow
    d = without(np.asarray(d, np.float32), -front.astype(np.float32), 0.006)
    d = without(d, -(-0.062 - y + 0.30 * np.maximum(z, -0.06)).astype(np.float32), 0.018)
    q = p - np.array(BUN, np.float32)
    turn = np.arctan2(q[:, 1], q[:, 0])
    bun = ellipsoid(q, (0, 0, 0), (0.047, 0.043, 0.034)) + 0.0026 * np.sin(2 * turn + 75 * np.sqrt((q[:, :2] ** 2).sum(1)))
    return union(np.asarray(d, np.float32), np.asarray(bun, np.float32), 0.012)


def neckline(p: Points) -> Distances:
    """m below the upper edge of the bodice (negative above it): a heart before, low behind."""
    x, y, z = p.T
    before = np.clip(z / 0.10, -1, 1)
    edge = 1.276 + 0.020 * before + 0.012 * np.maximum(before, 0) * np.exp(-((np.abs(x) - 0.068) / 0.040) ** 2) - 0.060 * np.maximum(-before, 0) ** 2
    return np.asarray(edge - y)


def _bodice(p: Points, trunk: Distances) -> Distances:
    around, y = np.arctan2(p[:, 0], p[:, 2]) * 0.13 - 0.085, p[:, 1] - WAIST_Y - 0.01
    far, phi = np.hypot(around, y), np.arctan2(y, around)
    pleat = 0.0030 * np.sin(17 * phi) * np.exp(-far / 0.20) * np.clip(far / 0.04, 0, 1)   # drawn together at her left side
    below = neckline(p)
    return without((trunk - 0.0085 * np.clip(0.25 + below / 0.05, 0.25, 1) + pleat * np.clip(below / 0.03, 0, 1)).astype(np.float32), below, 0.004)


def torso(p: Points) -> Distances:
    """Trunk, bodice, shoulders, and as much of neck and arms as meets them."""
    m = _both(p)
    trunk = _trunk(p, m)
    return union(union(np.minimum(trunk, _bodice(p, trunk)), _neck(p, m), 0.040), _arm(m), 0.032)


def arms(p: Points) -> Distances:
    """From the shoulder to the wrist."""
    return union(_arm(_both(p)), ellipsoid(_both(p), (WRIST + 0.046, ARM_Y, ARM_Z), (0.054, 0.0145, 0.0370)), 0.022)


def head(p: Points) -> Distances:
    """Head, hair and neck."""
    q = p - np.array(HEAD, np.float32)
    face = union(skull(q), _neck(p, _both(p)), 0.018)
    return union(np.minimum(face, hair(q)), _trunk(p, _both(p)), 0.040)


def hairline(p: Points) -> Distances:
    """m by which the hair stands above the skin (negative: skin)."""
    q = p - np.array(HEAD, np.float32)
    return np.asarray(np.minimum(skull(q), _neck(p, _both(p))) - hair(q))


def shoe(p: Points) -> Distances:
    """Two narrow shoes and ankles, set a little apart, the left one a step ahead."""
    out = []
    for x, z, turn in ((0.075, 0.055, 0.22), (-0.070, -0.015, -0.30)):
        c, s = np.cos(turn), np.sin(turn)
        q = (p - np.array((x, 0, z), np.float32)) @ np.array(((c, 0, s), (0, 1, 0), (-s, 0, c)), np.float32)
        sole = union(ellipsoid(q, (0, 0.026, 0.085), (0.036, 0.024, 0.072)), capsule(q, (0, 0.062, -0.055), (0, 0.034, 0.070), 0.030, 0.024), 0.03)
        sole = union(sole, capsule(q, (0, 0.066, -0.062), (0, 0.006, -0.070), 0.013, 0.005), 0.015)
        out.append(union(sole, capsule(q, (0, 0.070, -0.045), (0, 0.260, -0.045), 0.030, 0.038), 0.03))
    return np.minimum(*out)
