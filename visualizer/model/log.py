"""One rotating log for the program and its children; what matters also goes to stderr. Rate-limited: a storm must not fill a disk or stall a frame."""
from __future__ import annotations

import logging
import logging.handlers
import sys
import time

from .paths import user_log

SIZE, KEEP = 1_000_000, 3
"""bytes a file, old files kept"""
PER_SECOND = 20


class RateLimit(logging.Filter):
    """Lets PER_SECOND records a second through and says how many it held back."""

    def __init__(self) -> None:
        super().__init__()
        self._second, self._count, self._held = 0, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this record may pass."""
        second = int(time.monotonic())
        if second != self._second:
            if self._held:
                record.msg = f"{record.getMessage()} ({self._held} lines held back)"
                record.args = ()
            self._second, self._count, self._held = second, 0, 0
        self._count += 1
        if self._count > PER_SECOND:
            self._held += 1
            return False
        return True


def setup(role: str, verbose: bool = False) -> logging.Logger:
    """The log of this process ('stage', 'ear', ...). The stage rotates the file; children only append.

    A folder that cannot be written costs the file, not the show.
    """
    log = logging.getLogger("concord")
    log.setLevel(logging.DEBUG)
    log.handlers.clear()
    log.propagate = False
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.DEBUG if verbose else logging.WARNING)
    screen.setFormatter(logging.Formatter("concord: %(message)s" if role == "stage" else f"concord {role}: %(message)s"))
    screen.addFilter(RateLimit())
    log.addHandler(screen)
    path = user_log() / "concord.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file: logging.Handler
        if role == "stage":
            file = logging.handlers.RotatingFileHandler(path, maxBytes=SIZE, backupCount=KEEP, encoding="utf-8", delay=True)
        elif sys.platform == "win32":   # an open file cannot be rotated there; the stage's own log is worth more
            return log
        else:
            file = logging.handlers.WatchedFileHandler(path, encoding="utf-8", delay=True)   # follows the stage's rotation
        file.setFormatter(logging.Formatter(f"%(asctime)s {role} %(levelname)s %(message)s"))
        file.addFilter(RateLimit())
        log.addHandler(file)
    except OSError as error:
        log.debug("no log file: %s", error)
    return log


def verbose() -> bool:
    """Whether stderr is told everything; children are started alike."""
    return any(isinstance(h, logging.StreamHandler) and h.stream is sys.stderr and h.level <= logging.DEBUG for h in get().handlers)


def get() -> logging.Logger:
    """The program's logger."""
    return logging.getLogger("concord")
