"""A real Chromium for tests, driven by Playwright. Skips, saying so, where either is absent: together they are half a gigabyte, brought by FOR=all."""
from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup FOR=all")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: make setup FOR=all")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Any, url: str, *, phone: bool = False, calm: bool = False) -> Any:
    """A page of its own (no cookies, no storage of another), that has met its show. Its errors are kept in `page.complaints`."""
    context = browser.new_context(viewport=PHONE if phone else WIDE, has_touch=phone, is_mobile=phone, reduced_motion="reduce" if calm else "no-preference")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    page.goto(url)
    page.wait_for_selector("[data-link=up] #act:not([data-act=''])")
    return page
