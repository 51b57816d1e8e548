"""Who may come to the desk: which names it answers to, which pages may speak to it, which token is whose, and how fast a hand may move."""
from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import secrets
import socket
from dataclasses import dataclass
from typing import Literal

from visualizer.model import log

Role = Literal["operator", "viewer"]


class RefusedError(Exception):
    """A caller who may not come in; the words are for the log and, kindly put, for the caller."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What is let in. port: the desk's own; lan: others than this machine may come; token: of an operator, empty where none is needed."""

    port: int
    lan: bool
    token: str

    @classmethod
    def make(cls, port: int, lan: bool, token: str) -> Gate:
        """A gate that is never open to a network without a token: where none is given, one is drawn."""
        return cls(port, lan, token or (secrets.token_urlsafe(16) if lan else ""))

    @property
    def viewer_token(self) -> str:
        """The token that may look and not touch; follows from the operator's, so that it outlives a restart. Empty where none is needed."""
        return hmac.new(self.token.encode(), b"viewer", hashlib.sha256).hexdigest()[:22] if self.token else ""

    def check_host(self, host: str) -> None:
        """RefusedError unless `host` (the Host header) is a name of ours. A page elsewhere whose name was pointed at us (DNS rebinding) still says its own
        name here. On a network an address in figures is as good as ours: no rebinding page can be called that."""
        name, port = _split(host)
        if port != self.port:
            raise RefusedError(f"Host {host!r} is not this desk's")
        if name in ("localhost", "127.0.0.1", "::1"):
            return
        if self.lan and (_is_address(name) or name.lower() in _own_names()):
            return
        raise RefusedError(f"Host {host!r} is not this desk's")

    def check_origin(self, origin: str, host: str) -> None:
        """RefusedError unless `origin` is the page this very desk served under `host`. Browsers always say where a page came from; silence is refused."""
        if origin.lower() != f"http://{host.lower()}":
            raise RefusedError(f"Origin {origin!r} may not move this desk" if origin else "no Origin: a desk is moved from its own page")

    def role(self, token: str) -> Role:
        """Whose token this is. RefusedError for a wrong one."""
        if not self.token:
            return "operator"
        given = token.encode("utf-8", "surrogateescape")
        if hmac.compare_digest(given, self.token.encode()):
            return "operator"
        if hmac.compare_digest(given, self.viewer_token.encode()):
            return "viewer"
        raise RefusedError("wrong token" if token else "no token")


def _split(host: str) -> tuple[str, int]:
    """'[::1]:80' -> ('::1', 80); a port that is missing is 80, one that is none is -1."""
    if host.startswith("["):
        name, _, rest = host[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        name, _, port = host.partition(":")
    return name, int(port) if port.isascii() and port.isdigit() and len(port) < 6 else (80 if not port else -1)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        return False


def _own_names() -> tuple[str, ...]:
    name = socket.gethostname().lower().split(".")[0]
    return (name, f"{name}.local") if name else ()


def lan_addresses() -> list[str]:
    """This machine's IPv4 addresses that others may reach, the one towards the wide world first. Sends nothing."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))   # a documentation address: the system only looks up which of ours would speak to it
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [a for a in dict.fromkeys(found) if not ipaddress.ip_address(a).is_loopback and not ipaddress.ip_address(a).is_unspecified]


def listening(host: str, port: int) -> socket.socket:
    """A listening socket at the port, or at any free one where that is taken."""
    for wanted in (port, 0):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((host, wanted))
            s.listen(64)
            return s
        except OSError:
            s.close()
            if wanted == 0:
                raise
            log.get().warning("desk: port %d is taken, so it is served at another", port)
    raise AssertionError


class Bucket:
    """So many a second, and a little more at once. Time is given, not asked for."""

    def __init__(self, rate: float, burst: float) -> None:
        """rate: 1/s; burst: how many at once after a rest."""
        self._rate, self._burst, self._left, self._at = rate, burst, burst, 0.0

    def take(self, now: float) -> bool:
        """Whether one more may pass at `now` (s, any steady clock)."""
        self._left = min(self._burst, self._left + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
