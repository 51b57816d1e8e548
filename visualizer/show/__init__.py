"""What the stage does with what is heard: acts, their light, and the one beat grid."""
from .director import Director

__all__ = ["Director"]
