"""What is heard: Block -> MusicFrame, one `step` per hop, causal, no look-ahead."""
from .analyzer import Analyzer
from .settings import SETTINGS, AnalysisSettings

__all__ = ["SETTINGS", "AnalysisSettings", "Analyzer"]
