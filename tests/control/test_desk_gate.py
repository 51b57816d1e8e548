"""Whom the desk lets in, and which files it gives away."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.control.desk_fake import FakeShow
from tests.control.desk_guest import GOOD, get, guest, served
from visualizer.control.desk.auth import Gate, RefusedError
from visualizer.control.desk.files import PAGE
from visualizer.control.desk.pictures import look_pictures
from visualizer.control.desk.server import DeskServer


@pytest.fixture(scope="module")
def show() -> FakeShow:
    return FakeShow()


@pytest.fixture(scope="module")
def desk(show: FakeShow) -> Iterator[DeskServer]:
    with served(show) as server:
        yield server


@pytest.fixture(scope="module")
def lan() -> Iterator[DeskServer]:
    with served(FakeShow(), lan=True) as server:
        yield server


# -- whom it lets in


STRANGERS = ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "10.0.0.7:{port}", "[::1", ":",
             "127.0.0.1:{port}x", ""]


@pytest.mark.parametrize("host", STRANGERS)
@pytest.mark.parametrize("path", ["/", "/desk.js", "/look/dream", "/qr/operator.svg"])
def test_a_name_that_is_not_ours_is_refused_everywhere(desk: DeskServer, host: str, path: str) -> None:
    """DNS rebinding: the address is ours, the name in the browser's bar is theirs."""
    assert get(desk, path, Host=host.format(port=desk.gate.port))[0] in (400, 403)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", None, "https://127.0.0.1:{port}", "http://127.0.0.1:1", "http://localhost:{port}", "file://"])
def test_another_page_may_not_move_the_desk(desk: DeskServer, origin: str | None) -> None:
    before = desk.counters["refused"]
    with pytest.raises(InvalidStatus) as refused, guest(desk, origin=origin and origin.format(port=desk.gate.port)):
        pass
    assert refused.value.response.status_code == 403
    assert desk.counters["refused"] == before + 1


def test_a_rebinding_page_may_not_even_with_its_own_origin(desk: DeskServer, lan: DeskServer) -> None:
    for server in (desk, lan):
        with pytest.raises(InvalidStatus), guest(server, token=server.gate.token, host=f"evil.example:{server.gate.port}"):
            pass


def test_localhost_is_a_name_of_ours(desk: DeskServer) -> None:
    with guest(desk, host=f"localhost:{desk.gate.port}") as page:
        page.until(lambda: bool(page.hello))


@pytest.mark.parametrize("token", ["", "wrong", "ÿ", "0" * 2000])
def test_on_a_network_nothing_opens_without_the_token(lan: DeskServer, token: str) -> None:
    status, _, body = get(lan, "/" + (f"?t={token.encode('latin-1').hex()}" if token else ""))
    assert status == 403
    assert lan.gate.token.encode() not in body
    with pytest.raises(InvalidStatus), guest(lan, token=token if token.isascii() else "%ff"):
        pass
    for path in ("/look/dream", "/qr/operator.svg", "/qr/viewer.svg"):
        assert get(lan, path)[0] == 403


def test_the_link_leaves_a_cookie_and_no_token_in_the_address(lan: DeskServer) -> None:
    status, headers, _ = get(lan, f"/?t={lan.gate.token}")
    assert (status, headers["location"]) == (303, "/")
    assert "HttpOnly" in headers["set-cookie"]
    assert "samesite=lax" in headers["set-cookie"].lower()
    cookie = headers["set-cookie"].split(";")[0]
    assert get(lan, "/", Cookie=cookie)[0] == 200
    with guest(lan, cookie=cookie) as page:
        page.until(lambda: bool(page.hello))
        assert page.hello["role"] == "operator"


def test_a_viewer_sees_everything_and_moves_nothing() -> None:
    show = FakeShow()
    with served(show, lan=True, token="open sesame 123") as lan:
        assert lan.gate.viewer_token not in ("", lan.gate.token)
        with guest(lan, token=lan.gate.viewer_token) as page:
            page.until(lambda: "mel" in page.state)
            assert page.hello["role"] == "viewer"
            assert not page.hello["links"]
            assert lan.gate.token not in json.dumps(page.hello)
            for message, _ in GOOD:
                page.say(**message)
            page.until(lambda: len(page.refused) == len(GOOD))
            assert not show.sent
            page.say("watch", preview=True)
            page.until(lambda: bool(page.pictures))
        assert get(lan, "/qr/operator.svg", Cookie=f"concord_desk_{lan.gate.port}={lan.gate.viewer_token}")[0] == 403


def test_tokens_are_drawn_where_needed_and_survive_a_restart() -> None:
    assert Gate.make(1, False, "").token == ""
    one, other = Gate.make(1, True, ""), Gate.make(1, True, "")
    assert len(one.token) >= 20
    assert one.token != other.token
    assert Gate.make(2, True, one.token).viewer_token == one.viewer_token
    assert Gate.make(1, False, "").role("anything") == "operator"
    with pytest.raises(RefusedError):
        one.role(one.token + "x")
    with pytest.raises(RefusedError):
        one.role("\udcff")


def test_the_code_for_a_phone_holds_the_link(lan: DeskServer) -> None:
    if not lan.links:
        pytest.skip("this machine is on no network")
    status, headers, body = get(lan, f"/qr/viewer.svg?t={lan.gate.token}")
    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert body.startswith(b"<svg")
    assert lan.links["viewer"].endswith(f"?t={lan.gate.viewer_token}")
    assert get(lan, f"/qr/nobody.svg?t={lan.gate.token}")[0] == 404


def test_so_many_pages_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualizer.control.desk.server.PAGES_MAX", 2)
    with served(FakeShow()) as desk, ExitStack() as pages:
        for _ in range(2):
            page = pages.enter_context(guest(desk))
            page.until(lambda p=page: bool(p.hello))
        with pytest.raises(InvalidStatus), guest(desk):
            pass


# -- the page's own files


def test_the_page_loads_nothing_from_elsewhere(desk: DeskServer) -> None:
    status, headers, body = get(desk, "/")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    named = set(re.findall(r'(?:src|href)="([^"]+)"', body.decode()))
    for script in PAGE.glob("*.js"):
        named |= {f"{name}.js" for name in re.findall(r'from "\./(\w+)\.js"', script.read_text("utf-8"))}
    assert {"desk.js", "desk.css", "heart.js"} <= named
    for name in named:
        assert get(desk, f"/{name}")[0] == 200, name
    for path in PAGE.iterdir():
        elsewhere = re.findall(r"(?:https?:)?//[a-z][\w.-]*\.\w+", re.sub(r"^//.*|\s//.*", "", path.read_text("utf-8"), flags=re.MULTILINE))
        assert not [e for e in elsewhere if "www.w3.org" not in e], path.name


@pytest.mark.parametrize("path", ["/../server.py", "/..%2fserver.py", "/%2e%2e/auth.py", "/look/..%2f..%2fstate.toml", "/look/%00", "/page", "/server.py",
                                  "/nothing.js"])
def test_files_are_looked_up_and_never_put_together(desk: DeskServer, path: str) -> None:
    assert get(desk, path)[0] == 404


def test_the_picture_of_a_look_is_served_once_it_is_made(desk: DeskServer) -> None:
    folder = look_pictures()
    folder.mkdir(parents=True, exist_ok=True)
    Path(folder, "mine.jpg").write_bytes(b"\xff\xd8 a picture")
    with guest(desk) as page:
        page.until(lambda: "mine" in page.state.get("thumbs", {}))
    assert get(desk, "/look/mine")[2] == b"\xff\xd8 a picture"
    assert get(desk, "/look/none")[0] == 404


# -- coming and going


def test_it_answers_at_once_leaves_its_port_and_takes_another_where_one_is_taken() -> None:
    with served(FakeShow()) as one:
        assert get(one, "/")[0] == 200
        port = one.gate.port
        with served(FakeShow(), port=port) as other:
            assert other.gate.port != port
            assert get(other, "/")[0] == 200
        with guest(one) as page:
            page.until(lambda: bool(page.hello))
            one.stop()
            with pytest.raises(ConnectionClosed):
                page.until(lambda: False)
    with served(FakeShow(), port=port) as again:
        assert again.gate.port == port


def test_stopping_what_never_began_is_no_error() -> None:
    DeskServer(dict, lambda *order: None, lambda: None).stop()


def test_loopback_only_unless_asked() -> None:
    with served(FakeShow()) as desk:
        assert desk._socket.getsockname()[0] == "127.0.0.1"
        assert not desk.links
        assert "?t=" not in desk.url
