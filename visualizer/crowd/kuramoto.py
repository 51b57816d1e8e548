"""The oscillators: forced Kuramoto in the heart's own rotating frame, each step solved exactly for the field of that step.

In that frame dphi/dt = w + Im(H e^(-i phi)). With z = e^(i phi) this is the Riccati equation z' = i w z + (H - conj(H) z^2)/2, whose flow is a Moebius map:
the exponential of [[i w/2, H/2], [conj(H)/2, -i w/2]]. Unconditionally stable, so one step may be a tick or a second.
Parameters and the inverse response table: forced entrainment after Childs & Strogatz 2008, fitted so that order follows coherence.
"""
from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

Complex = npt.NDArray[np.complex64]
Floats = npt.NDArray[np.float32]

SPREAD = 0.35
"""rad/s, standard deviation of the natural rates: sets how fast unison falls apart (4 to 8 s)"""
NOISE = 0.03
"""rad^2/s, diffusion of each phase"""
MEAN_FIELD, DRIVE = 1.2, 0.8
"""1/s at full gain: the pull of the others, the pull of the beat"""
_C = np.array([0.0, 0.05, 0.14, 0.30, 0.54, 0.78, 0.89, 0.94, 0.965, 0.976, 1.0])
_G = np.array([0.0, 0.04, 0.09, 0.16, 0.25, 0.36, 0.49, 0.64, 0.81, 1.0, 1.0])
STEP_MAX_S = 1.0


def coupling_of(coherence: float) -> float:
    """Gain 0..1 at which the steady order equals `coherence` (0..1)."""
    return float(np.interp(coherence, _C, _G))


def natural_rates(size: int, seed: int) -> Floats:
    """(size,) float32 rad/s around 0: a gaussian sampled at its quantiles and shuffled, so that the mean is exact for any size."""
    u = (np.arange(size) + 0.5) / size
    order = np.random.default_rng([seed, 0x4EA7]).permutation(size)
    return (SPREAD * _normal_quantile(u))[order].astype(np.float32)


def _normal_quantile(u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
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
    iw = w * sinh * np.complex64(1j)
    top = (cosh + iw) * z + h * sinh
    bottom = np.conj(h) * sinh * z + (cosh - iw)
    out = top * np.conj(bottom)
    return np.asarray(out / np.abs(out), np.complex64)


def step(z: Complex, rate: Floats, wave: Complex, coupling: float, dt: float, noise: Floats) -> Complex:
    """One step of the whole crowd. wave: (N,) e^(i kappa d), the ripple each listener is asked to follow; coupling: 0..1; noise: (N,) standard normal."""
    while dt > 1e-9:
        part = min(dt, STEP_MAX_S)
        mean = complex(np.mean(z * wave))
        pull = np.complex64(coupling * (MEAN_FIELD * mean + DRIVE))
        z = moebius_step(z, rate, np.conj(wave) * pull, part)
        kick = noise * np.float32(sqrt(2.0 * NOISE * part))
        z = z * (1.0 + np.complex64(1j) * kick)
        z = np.asarray(z / np.abs(z), np.complex64)
        dt -= part
    return z
