"""The desk's files over HTTP: the page, its pictures, a link as a code. Every request is asked first by which name it came."""
from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from visualizer.model import log

from .auth import Gate, RefusedError, Role
from .pictures import Pictures, qr_svg

PAGE = Path(__file__).with_name("page")
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
COOKIE_S = 7 * 86_400
REFUSAL = ("<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Concord</title>"
           "<body><h1>This desk opens with its own link.</h1><p>Ask for the link or the code that the operator's desk shows under Share.")


class Files:
    """What the desk gives away, and to whom."""

    def __init__(self, gate: Gate, pictures: Pictures, counters: Counter[str], links: Callable[[], Mapping[str, str]]) -> None:
        """counters: `refused` grows here; links: of each role, empty where nobody from outside may come."""
        self._gate, self._pictures, self._counters, self._links = gate, pictures, counters, links
        self.routes = [Route("/", self._index), Route("/look/{name}", self._look), Route("/qr/{role}.svg", self._qr), Route("/{file}", self._file)]

    def guarded(self, app: Starlette) -> Callable[[Any, Any, Any], Awaitable[None]]:
        """Every request passes here first, whatever it asks for."""
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                try:
                    self._gate.check_host(HTTPConnection(scope).headers.get("host", ""))
                except RefusedError as error:
                    await self.refuse(error)(scope, receive, send)
                    return
            await app(scope, receive, send)
        return guarded

    def role(self, connection: HTTPConnection) -> Role:
        """By the name it came by and the token, from the link or from the cookie that the link left. RefusedError for a stranger."""
        self._gate.check_host(connection.headers.get("host", ""))
        return self._gate.role(connection.query_params.get("t") or connection.cookies.get(self._cookie, ""))

    def refuse(self, error: RefusedError, words: str = "not this desk") -> Response:
        """Counted, logged, answered."""
        self._counters["refused"] += 1
        log.get().info("desk: refused, %s", error)
        return Response(words, 403, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})

    @property
    def _cookie(self) -> str:
        return f"concord_desk_{self._gate.port}"   # cookies know no ports: two desks on one machine must not share one

    async def _index(self, request: Request) -> Response:
        try:
            self.role(request)
        except RefusedError as error:
            return self.refuse(error, REFUSAL)
        if token := request.query_params.get("t"):   # out of the address bar, where shoulders and histories read it
            moved = RedirectResponse("/", 303, _headers(request))
            moved.set_cookie(self._cookie, token, max_age=COOKIE_S, httponly=True, samesite="lax")
            return moved
        return FileResponse(PAGE / "index.html", headers=_headers(request))

    async def _file(self, request: Request) -> Response:
        """The page's own scripts and styles. They are public; a name is looked up, never put together."""
        path = {p.name: p for p in PAGE.iterdir()}.get(request.path_params["file"])
        if path is None or path.suffix not in KINDS:
            return Response("no such file", 404)
        return FileResponse(path, media_type=KINDS[path.suffix], headers=_headers(request))

    async def _look(self, request: Request) -> Response:
        try:
            self.role(request)
        except RefusedError as error:
            return self.refuse(error)
        path = self._pictures.path(request.path_params["name"])
        return FileResponse(path, headers=_headers(request)) if path else Response("not made yet", 404)

    async def _qr(self, request: Request) -> Response:
        """The link of a role as a code for a phone. An operator's to give."""
        try:
            if self.role(request) != "operator":
                raise RefusedError("a viewer may not hand out links")
        except RefusedError as error:
            return self.refuse(error)
        link = self._links().get(request.path_params["role"])
        return Response(qr_svg(link), media_type=KINDS[".svg"], headers=_headers(request)) if link else Response("no network", 404)


def _headers(request: Request) -> dict[str, str]:
    """Nothing from elsewhere is loaded, nobody frames us, nothing is kept."""
    host = request.headers.get("host", "")
    return {"Content-Security-Policy": f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws://{host}; "
                                       "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
