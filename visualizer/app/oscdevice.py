"""OSC as one of the hands' devices."""
from __future__ import annotations

from typing import Any

import numpy.typing as npt

from visualizer.control.osc.out import OscOut
from visualizer.control.osc.paths import Hands, Paths
from visualizer.control.osc.server import OscServer
from visualizer.control.settings import HandsSettings
from visualizer.model import log
from visualizer.model.errors import UsageError


class OscDevice:
    """In and out. A port that is taken costs the way in, not the way out."""

    def __init__(self, hands: Hands, settings: HandsSettings) -> None:
        self._paths = Paths(hands)
        self._out = OscOut(where(settings.osc_out), settings.osc_rate, hands.addresses) if settings.osc_out else None
        self._server: OscServer | None = None
        if settings.osc_in:
            try:
                self._server = OscServer(settings.osc_in, settings.osc_lan, self._paths.receive)
                log.get().info("osc: heard at %s:%d", "every address" if settings.osc_lan else "127.0.0.1", self._server.port)
            except OSError as error:
                log.get().warning("osc: UDP port %d cannot be heard (%s); choose another: hands.osc_in", settings.osc_in, error.strerror)

    def turn(self, status: npt.NDArray[Any] | None, now: float) -> None:
        """Send what is new."""
        if self._out is not None:
            self._out.turn(status, now)

    def counters(self) -> dict[str, int]:
        """Packets that were no OSC, messages that meant nothing, packets that could not be sent."""
        return {"malformed": self._server.malformed if self._server else 0, "refused": self._paths.refused, "unsent": self._out.failed if self._out else 0}

    def describe(self) -> dict[str, Any]:
        """For the desk."""
        return {"port": self._server.port if self._server else 0, "out": ":".join(map(str, self._out.where)) if self._out else "",
                "packets": self._server.packets if self._server else 0, **self.counters()}

    def close(self) -> None:
        """End both."""
        if self._server is not None:
            self._server.close()
        if self._out is not None:
            self._out.close()


def where(text: str) -> tuple[str, int]:
    """'host:port' -> (host, port). UsageError otherwise."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise UsageError(f"hands.osc_out = {text!r}: must be HOST:PORT, as 127.0.0.1:9000, or empty")
    return host, int(port)
