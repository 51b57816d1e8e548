"""What may be tuned about hearing."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """[analysis]"""

    gain_max_db: float = setting(44.0, unit="dB", range=(0.0, 60.0), help="most the automatic gain may lift a quiet input")
    gain_release_s: float = setting(12.0, unit="s", range=(1.0, 120.0), scale="log", help="how slowly the automatic gain comes back up after a loud passage")
    onset_threshold: float = setting(0.55, range=(0.2, 0.95), help="how sure the ear must be of an attack; lower hears more")
    pitch_confidence: float = setting(0.80, range=(0.0, 1.0), help="below this the pitch is not claimed")


SETTINGS = {"analysis": AnalysisSettings}
