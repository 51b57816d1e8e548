"""Who is listening: seats, characters and pulses. Stepped once per tick, seeded, evaluated at any instant in between by CrowdFrame.at."""
from .crowd import Crowd
from .seating import seat
from .settings import SETTINGS, CrowdSettings

__all__ = ["SETTINGS", "Crowd", "CrowdSettings", "seat"]
