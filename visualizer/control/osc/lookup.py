"""Where a name in the network lies. Asking may take many seconds, so it is done on a thread of its own, and nobody waits for the answer."""
from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from visualizer.model import log

AGAIN_S, RETRY_S = 60.0, 5.0
"""s between two askings for a name that is known, and for one that is not: what a name means may change, and a network may come up late"""
Where = tuple[str, int]


def numeric(host: str, port: int) -> Where | None:
    """The address of a host that is written as numbers; None when it is a name. Asks nobody."""
    return _first(host, port, socket.AI_NUMERICHOST)


def asked(host: str, port: int) -> Where | None:
    """The address that the network says a name has; None when it says none. May take many seconds."""
    return _first(host, port, 0)


def _first(host: str, port: int, flags: int) -> Where | None:
    try:
        found = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_DGRAM, 0, flags)
    except (OSError, UnicodeError):   # UnicodeError: no host's name at all, by its length or its letters
        return None
    address = found[0][4] if found else None
    return (str(address[0]), int(address[1])) if address is not None else None


class Lookup:
    """`address` is what is known now, None before anything is. A numeric host is known at once, and no thread is started for it."""

    def __init__(self, host: str, port: int, ask: Callable[[str, int], Where | None] = asked, again_s: float = AGAIN_S, retry_s: float = RETRY_S) -> None:
        """ask: (host, port) -> address or None, may be slow; again_s, retry_s: s between two askings while the name is known, and while it is not."""
        self._host, self._port, self._ask, self._again_s, self._retry_s = host, port, ask, again_s, retry_s
        self.address = numeric(host, port)
        self._over = threading.Event()
        if self.address is None:
            threading.Thread(target=self._go, daemon=True, name="osc-lookup").start()   # never joined: a name server may hang

    def _go(self) -> None:
        known: bool | None = None
        while not self._over.is_set():
            found = self._ask(self._host, self._port)
            if found is not None:
                self.address = found
            if (found is not None) != known:   # each way once
                known = found is not None
                self._say(found)
            self._over.wait(self._again_s if known else self._retry_s)

    def _say(self, found: Where | None) -> None:
        if found is not None:
            log.get().info("osc: %s is %s", self._host, found[0])
        else:
            then = "; what is sent still goes to the address it had" if self.address is not None else "; nothing is sent until it is"
            log.get().warning("osc: %r in hands.osc_out is not known in this network%s (a numeric address, as 192.168.1.20:%d, always works)",
                              self._host, then, self._port)

    def close(self) -> None:
        """Ask no more."""
        self._over.set()
