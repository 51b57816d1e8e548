"""Which inputs there are, for the desk. Looking for devices takes its time, so another program does it."""
from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from visualizer.model import log

LIST_S, LISTING_S = 60.0, 20.0
"""s between two looks for devices, while somebody asks; s one may take"""
_LIST = "import json; from visualizer.audio import list_inputs; print(json.dumps([[i.name, i.label or i.name] for i in list_inputs()]))"
ALWAYS = ({"name": "auto", "label": "What this machine plays"}, {"name": "mic", "label": "The microphone"}, {"name": "overture", "label": "The overture"})


def listed() -> list[list[str]]:
    """[name, label] of every input, found by a program of its own: the hands may have no children of the other kind. OSError, ValueError, SubprocessError."""
    done = subprocess.run([sys.executable, "-c", _LIST], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LISTING_S, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


class InputList:
    """What may be chosen. `names` answers with what was found last and looks again in the background now and then."""

    def __init__(self, find: Callable[[], list[list[str]]] = listed, clock: Callable[[], float] = time.monotonic) -> None:
        self._find, self._clock = find, clock
        self._found: list[dict[str, str]] = [dict(each) for each in ALWAYS]
        self._at: float | None = None
        self._busy = threading.Lock()

    def names(self) -> list[dict[str, str]]:
        """name: as INPUT takes it; label: for people."""
        if (self._at is None or self._clock() - self._at > LIST_S) and self._busy.acquire(blocking=False):
            self._at = self._clock()
            threading.Thread(target=self._look, name="inputs", daemon=True).start()
        return self._found

    def _look(self) -> None:
        try:
            self._found = [*(dict(each) for each in ALWAYS), *({"name": name, "label": label} for name, label in self._find())]
        except (OSError, ValueError, LookupError, subprocess.SubprocessError) as error:
            log.get().info("the inputs could not be listed: %s", error)
        finally:
            self._busy.release()
