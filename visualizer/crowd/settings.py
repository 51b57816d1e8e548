"""What may be tuned about the crowd."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class CrowdSettings:
    """[crowd]"""

    size: int = setting(2000, range=(100, 100_000), scale="log", help="listeners in the house")


SETTINGS = {"crowd": CrowdSettings}
