"""The desk's server: one page, its pictures, and a WebSocket to each page. Runs in a thread of its own beside whatever owns the state."""
from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from visualizer.model import log
from visualizer.model.control import Command

from .auth import Bucket, Gate, RefusedError, Role, lan_addresses, listening
from .commands import PANIC, Checker, CommandError, Order, fields, read, switch
from .files import Files
from .pictures import Pictures, code
from .snapshot import changes, tidy

RATE_HZ, SLOW_EVERY, PREVIEW_EVERY = 25.0, 6, 4
"""how often pages are told of what moves; every how many of these turns of what moves slowly, and the preview"""
MESSAGE_MAX = 4096
"""bytes of a page's message; a larger one ends its connection"""
COMMANDS_HZ, COMMANDS_BURST = 90.0, 180.0
PANIC_HZ, PANIC_BURST = 20.0, 40.0
PAGES_MAX = 24


class Page:
    """One page at the other end of a WebSocket."""

    def __init__(self, ws: WebSocket, role: Role) -> None:
        self.ws, self.role = ws, role
        self.told: dict[str, Any] = {}
        self.preview = False
        self.pictured: bytes | None = None
        self.commands, self.panic = Bucket(COMMANDS_HZ, COMMANDS_BURST), Bucket(PANIC_HZ, PANIC_BURST)
        self.lock = asyncio.Lock()

    async def say(self, message: dict[str, Any]) -> None:
        """One JSON message."""
        async with self.lock:
            await self.ws.send_text(json.dumps(message, separators=(",", ":")))


class DeskServer:
    """Serves the desk until `stop`. `state`, `send` and `preview` are called from the server's own thread and have to return quickly."""

    def __init__(self, state: Callable[[], dict[str, Any]], send: Callable[[Command, str, Any], None], preview: Callable[[], bytes | None],
                 port: int = 0, lan: bool = False, token: str = "") -> None:
        """state, send, preview: as __init__.py of this folder says; port: 0 any free one, else that one, or any free one where it is taken; lan: others
        than this machine may come, with the token in the link; token: of the operator on a network, drawn where none is given; this machine needs none."""
        self._state, self._send, self._preview = state, send, preview
        self._declared = tidy(state().get("declared", {}))
        self._checker = Checker(self._declared.get("params", []))
        self._pages: set[Page] = set()
        self._now: dict[str, Any] = {}
        self._turn = 0
        self._turned = asyncio.Event()
        self._picture: bytes | None = None
        self._pictures = Pictures()
        self.counters: Counter[str] = Counter()
        """refused, malformed, oversize, limited, failed: what came to the desk and went no further"""
        self._socket = listening("0.0.0.0" if lan else "127.0.0.1", port)
        self.gate = Gate.make(self._socket.getsockname()[1], lan, token if lan else "")
        self._files = Files(self.gate, self._pictures, self.counters, lambda: self.links)
        app = Starlette(routes=[WebSocketRoute("/ws", self._ws), *self._files.routes], lifespan=self._life)
        self._server = uvicorn.Server(uvicorn.Config(self._files.guarded(app), log_config=None, access_log=False, proxy_headers=False, server_header=False,
                                                     date_header=False, ws_max_size=MESSAGE_MAX, ws_max_queue=64, ws_ping_interval=20.0,
                                                     ws_ping_timeout=20.0, ws_per_message_deflate=False, timeout_graceful_shutdown=1, limit_concurrency=200))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="desk", daemon=True)

    # -- for the owner

    def start(self) -> None:
        """Begin to serve. The address is known, and answers, before this returns."""
        self._thread.start()

    def stop(self) -> None:
        """Close every page's connection and leave. Safe to call twice, and before `start`."""
        self._server.should_exit = True
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(3.0)
        self._socket.close()

    @property
    def url(self) -> str:
        """The operator's link on this machine."""
        return f"http://127.0.0.1:{self.gate.port}/" + (f"?t={self.gate.token}" if self.gate.token else "")

    @property
    def links(self) -> dict[str, str]:
        """Links for other machines: 'operator' and 'viewer'; empty when none may come, or this one is on no network."""
        where = lan_addresses() if self.gate.lan else []
        return {role: f"http://{where[0]}:{self.gate.port}/?t={token}" for role, token in
                (("operator", self.gate.token), ("viewer", self.gate.viewer_token))} if where else {}

    # -- the live connection

    async def _ws(self, ws: WebSocket) -> None:
        try:
            role = self._files.role(ws)
            self.gate.check_origin(ws.headers.get("origin", ""), ws.headers.get("host", ""))
            if len(self._pages) >= PAGES_MAX:
                raise RefusedError(f"{PAGES_MAX} pages are open already")
        except RefusedError as error:
            self._files.refuse(error)
            await ws.close(1008)   # before it is accepted: the browser sees HTTP 403
            return
        await ws.accept()
        page = Page(ws, role)
        self._pages.add(page)
        feed = asyncio.create_task(self._feed(page))
        try:
            await page.say({"type": "hello", "role": role, "declared": self._declared, "lan": self.gate.lan, "links": self.links if role == "operator" else {}})
            while True:
                message = await ws.receive()
                if message["type"] == "websocket.disconnect":
                    self.counters["oversize"] += message.get("code") == 1009
                    break
                await self._take(page, message.get("text"))
        except (WebSocketDisconnect, RuntimeError, OSError):
            pass   # gone in the middle of a word
        finally:
            self._pages.discard(page)
            feed.cancel()

    async def _take(self, page: Page, text: str | None) -> None:
        """One message of a page: checked, limited, handed on; what is wrong is counted and answered."""
        now, why = time.monotonic(), ""
        try:
            if text is None:
                raise CommandError("must be text")
            kind, message = read(text)
            if kind == "watch":
                page.preview = bool(fields(message, {"preview": switch}, {})["preview"])
                return
            order = self._checker.order(kind, message)
            if page.role != "operator":
                self.counters["refused"] += 1
                why = "this link may look, not touch"
            elif not (page.panic if order[0] in PANIC else page.commands).take(now):
                self.counters["limited"] += 1
                why = "too fast"
            else:
                why = self._hand_on(order)
        except CommandError as error:
            self.counters["malformed"] += 1
            if page.commands.take(now):
                why = str(error)
        if why:
            await page.say({"type": "refused", "why": why[:300]})

    def _hand_on(self, order: Order) -> str:
        try:
            self._send(*order)
            return ""
        except Exception as error:
            self.counters["failed"] += 1
            log.get().warning("desk: %s could not be done: %s", order[0].name.lower(), error)
            return f"{order[0].name.lower()} could not be done: {error}"

    async def _feed(self, page: Page) -> None:
        """Tells a page what changed, never faster than it reads: a slow one is told less often, and always the newest."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
            while page.ws.application_state == WebSocketState.CONNECTED:
                found = changes(page.told, self._now, not page.told or self._turn % SLOW_EVERY == 0)
                if found:
                    await page.say({"type": "state", "set": found})
                if page.preview and self._picture is not None and self._picture is not page.pictured:
                    page.pictured = self._picture
                    async with page.lock:
                        await page.ws.send_bytes(self._picture)
                await self._turned.wait()

    # -- the pulse

    @contextlib.asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        pulse = asyncio.create_task(self._pulse())
        yield
        pulse.cancel()

    async def _pulse(self) -> None:
        """Looks at the state at an even pace while anybody is there to be told."""
        while True:
            if self._pages:
                self._look_around()
                turned, self._turned = self._turned, asyncio.Event()
                turned.set()
            await asyncio.sleep(1.0 / RATE_HZ)

    def _look_around(self) -> None:
        self._turn += 1
        try:
            now = tidy(self._state())
        except Exception as error:   # the desk shows what it had; the show is not the desk's to end
            self.counters["failed"] += 1
            log.get().warning("desk: the state could not be read: %s", error)
            return
        if self._turn % PREVIEW_EVERY == 0 and any(p.preview for p in self._pages):
            try:
                fresh = self._preview()
                self._picture = self._picture if fresh == self._picture else fresh
            except Exception as error:
                self.counters["failed"] += 1
                log.get().warning("desk: the picture could not be had: %s", error)
        now.pop("declared", None)
        now["thumbs"] = self._pictures.known()
        now["desk"] = {"pages": len(self._pages), "viewers": sum(p.role == "viewer" for p in self._pages), **self.counters}
        self._now = now


def invitation(desk: DeskServer, codes: bool) -> str:
    """Where the desk is, for a terminal; codes: with the operator's link as a code for a phone."""
    links = desk.links
    lines = [f"concord: the desk is at {desk.url}", *(f"concord: from other machines, {role}: {link}" for role, link in links.items())]
    return "\n".join([*lines, *([code(links["operator"])] if codes and links else [])])
