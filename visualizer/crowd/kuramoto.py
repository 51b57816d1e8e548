"""The oscillators: forced Kuramoto in the heart's own rotating frame, each step solved exactly for the field of that step.

In that frame dphi/dt = w + Im(H e^(-i phi)). With z = e^(i phi) this is the Riccati equation z' = i w z + (H - conj(H) z^2)/2, whose flow is a Moebius map:
the exponential of [[i w/2, H/2], [conj(H)/2, -i w/2]]. Unconditionally stable, so one step may be a tick or a second.
Parameters and the inverse response table: forced entrainment after Childs & Strogatz 2008, fitted so that order follows coherence.
"""
from __future__ import annotations

from cmath import phase, rect
from math import atan, ceil, exp, sqrt, tan

import numpy as np
import numpy.typing as npt

from visualizer.model.crowd import Seating

Complex = npt.NDArray[np.complex64]
Floats = npt.NDArray[np.float32]

SPREAD = 0.35
"""rad/s, standard deviation of the natural rates: sets how fast unison falls apart (4 to 8 s)"""
NOISE = 0.03
"""rad^2/s, diffusion of each phase"""
MEAN_FIELD, DRIVE = 1.2, 0.8
"""1/s at full gain: the pull of the others, the pull of the beat"""
NEIGHBOURS = 0.5
"""1/s, the pull of those who sit around, at full"""
NEIGHBOURS_STEADY = 0.4
"""of the neighbours' pull, per coherence, that is always there; RESPONSE holds for it"""
RESPONSE = np.array([
    (0.0, 0.0), (0.05, 0.0258), (0.10, 0.0586), (0.20, 0.1148), (0.30, 0.1477), (0.40, 0.1758), (0.50, 0.2086), (0.60, 0.2367), (0.70, 0.2742), (0.80, 0.3305),
    (0.88, 0.4102), (0.94, 0.5648), (0.97, 0.832), (0.978, 1.0), (1.0, 1.0)])
"""order reached -> gain, the measured response turned round (N = 4000; `python bench/crowd.py --calibrate` measures it anew)"""
CARRIED, CARRIED_ORDER = 3.0, 0.25
"""1/s, how fast the house as a whole is carried onto the beat it hears; order from which there is a whole to carry"""
SHARED, REGION = 0.5, 5.0
"""share of the variance of natural rates that a neighbourhood has in common; its size, as waves (rad per half a hall)"""
STEP_MAX_S = 1.0


def coupling_of(coherence: float) -> float:
    """Gain 0..1 at which the steady order equals `coherence` (0..1)."""
    return float(np.interp(coherence, RESPONSE[:, 0], RESPONSE[:, 1]))


def natural_rates(seating: Seating, seed: int) -> Floats:
    """(N,) float32 rad/s around 0: a gaussian sampled at its quantiles, so that the mean is exact for any size; who gets which is drawn by seed.

    Half of the variance is shared by a neighbourhood: people who sit together have a pace in common. In unison that does not show; when the house lets
    go, neighbourhoods drift apart as islands before each comes apart within.
    """
    n = seating.size
    rng = np.random.default_rng([seed, 0x4EA7])
    across, deep, turn = rng.normal(0.0, REGION, n_waves := 24), rng.normal(0.0, REGION, n_waves), rng.uniform(0.0, 2.0 * np.pi, n_waves)
    region = np.cos(np.outer(seating.x, across) + np.outer(2.0 * seating.row, deep) + turn).sum(axis=1)
    region /= max(1e-9, float(region.std()))
    rank = np.argsort(np.argsort(SHARED ** 0.5 * region + (1.0 - SHARED) ** 0.5 * rng.standard_normal(n)))
    return (SPREAD * normal_quantile((rank + 0.5) / n)).astype(np.float32)


def normal_quantile(u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Inverse of the normal distribution, Abramowitz & Stegun 26.2.23, |error| < 4.5e-4."""
    p = np.minimum(u, 1.0 - u)
    t = np.sqrt(-2.0 * np.log(p))
    x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1.0 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
    return np.asarray(np.where(u < 0.5, -x, x))


def moebius_step(z: Complex, rate: Floats, field: Complex, dt: float) -> Complex:
    """z = e^(i phi) after dt s (<= STEP_MAX_S) under rate (N,) rad/s and field H (N,) 1/s. Returns unit complex64 (N,)."""
    h = field * np.complex64(0.5 * dt)
    w = rate * np.float32(0.5 * dt)
    x = (h.real * h.real + h.imag * h.imag) - w * w
    # cosh(sqrt x) and sinh(sqrt x)/sqrt x by their series: |x| < 2 for a second's step
    cosh = 1.0 + x * (0.5 + x * (1.0 / 24.0 + x * (1.0 / 720.0 + x / 40320.0)))
    sinh = 1.0 + x * (1.0 / 6.0 + x * (1.0 / 120.0 + x * (1.0 / 5040.0 + x / 362880.0)))
    diagonal = np.empty_like(z)
    diagonal.real, diagonal.imag = cosh, w * sinh
    h *= sinh
    top = diagonal * z + h
    bottom = np.conj(h) * z + np.conj(diagonal)
    return unit(top * np.conj(bottom))


def unit(z: Complex) -> Complex:
    """z / |z|; hypot's care about overflow costs more than the rest of a step, and nothing here is large."""
    return np.asarray(z * (np.float32(1.0) / np.sqrt(z.real * z.real + z.imag * z.imag)), np.complex64)


def step(z: Complex, rate: Floats, target: Complex, local: Complex, coupling: float, together: float, dt: float, noise: Floats) -> Complex:
    """One step of the whole crowd.

    target: (N,) e^(-i kappa d), where in the ripple each listener is asked to be; local: (N,) mean of the neighbours; coupling: 0..1, of mean field and
    drive; together: 0..1, of the neighbours; noise: (N,) standard normal, spread over the whole step.
    """
    parts = max(1, ceil(dt / STEP_MAX_S - 1e-9))
    part = dt / parts
    kick = noise * np.float32(sqrt(2.0 * NOISE * dt) / parts)
    for _ in range(parts):
        mean = complex(np.vdot(target, z)) / len(z)
        field = target * np.complex64(coupling * (MEAN_FIELD * mean + DRIVE)) + local * np.float32(NEIGHBOURS * together)
        z = unit(moebius_step(z, rate, field, part) * (np.float32(1.0) + np.complex64(1j) * kick))
    return z


def carried(mean: complex, trust: float, dt: float) -> complex:
    """The turn (a unit complex) that carries the house's mean phase onto the beat in dt s: everybody hears the same beat and gives way to it alike.

    The others' pull holds a half-gathered house wherever it happened to gather, up to 100 ms beside the beat for many seconds; this turns all of it
    together, so that order is left as it is. mean: of e^(i phi) along the ripple, 0 rad = on the beat; trust: 0..1, belief in the beat.
    The pull is CARRIED sin(psi), solved exactly, so that it slides and never pops.
    """
    psi = phase(mean)
    half = tan(0.5 * min(3.1, max(-3.1, psi)))
    gain = CARRIED * trust * min(1.0, abs(mean) / CARRIED_ORDER)
    return rect(1.0, 2.0 * (atan(half * exp(-gain * dt)) - atan(half)))
