"""What a source hands to the analysis: one hop of samples and where they belong."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """One hop of sound at 48 kHz.

    samples: (HOP, C) float32, finite, full scale +-1, C >= 1 chosen channels; hop: tick number, +1 per block;
    known_s: s in the input's own time, end of the newest *input* sample that had been read when this block was made (resampler delay included);
    event_s: s in the input's own time at which the newest sample of this block sounded (known_s minus the resampler's delay);
    clock_s: s, performance-counter time minus show time as the source's slow fit has it, nan when nothing paces the source;
    epoch: +1 whenever the clock was anchored anew (reopened, sought, resumed); lost: samples dropped by the device since start;
    nonfinite: NaN or infinite samples replaced by zero since start.
    """

    samples: Samples
    hop: int
    known_s: float
    event_s: float
    clock_s: float = float("nan")
    epoch: int = 0
    lost: int = 0
    nonfinite: int = 0
