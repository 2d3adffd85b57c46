"""What a first visit loads over the wire, and how far its page shifts while it loads, in Chromium."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.bench.person import Person
from tests.bench.stage import LIST_URL, Stage
from tests.bench.table import Row, Rows, compare_medians

MAX_KILOBYTES = 150  # of 1,000 bytes
MAX_SHIFT = 0.02
VIEWPORTS = [(1440, 900), (360, 740)]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
OBSERVE_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
"""
READ_SHIFTS = """
  () => new Promise((resolve) => {
    const sum = () => resolve(window.shifts.reduce((total, value) => total + value, 0));
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(sum)));
  })
"""


def measure_weight(stage: Stage) -> Rows:
    site, pages = stage.site, stage.pages
    stage.upstream.start_replay()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, path in pages.items():
            visits = [visit(browser, site.address + path, site.admin.cookies, *viewport) for viewport in VIEWPORTS]
            kilobytes, requests, shifts = (max(values) for values in zip(*visits, strict=True))
            yield Row(f"{name}, first visit: bytes", "", kilobytes, target=MAX_KILOBYTES, unit="KB")
            yield Row(f"{name}, first visit: requests", "", requests, unit="requests")
            yield Row(f"{name}, first visit: layout shift", "", shifts, target=MAX_SHIFT, unit="")
        browser.close()
    yield from measure_compression(stage)


def visit(
    browser: Browser, address: str, cookies: dict[str, str], width: int, height: int
) -> tuple[float, float, float]:
    """Kilobytes (headers and bodies as sent), requests, and the sum of all layout shifts, with an empty cache."""
    with open_new_browser(browser, address, cookies, width, height) as page:
        responses: list[Response] = []
        page.on("response", lambda response: responses.append(response))
        page.goto(address, wait_until="networkidle")
        sizes = [response.request.sizes() for response in responses]
        total_bytes = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        return total_bytes / 1000, len(responses), page.evaluate(READ_SHIFTS)


@contextmanager
def open_new_browser(
    browser: Browser, address: str, cookies: dict[str, str], width: int, height: int
) -> Iterator[Page]:
    """A page of somebody who is signed in and was never here."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    context.add_init_script(OBSERVE_SHIFTS)
    yield context.new_page()
    context.close()


def measure_compression(stage: Stage) -> Rows:
    """What compressing a page takes of the processor."""
    plain = Person(stage.site.address, stage.site.admin.cookies)
    compressing = Person(stage.site.address, stage.site.admin.cookies, accept_encoding="gzip")
    stage.site.warm_up([LIST_URL])
    compressed_seconds, plain_seconds = compare_medians(
        partial(compressing.get, LIST_URL), partial(plain.get, LIST_URL), times=200
    )
    yield Row("list of 50, warm, compressed", "the same, not compressed", compressed_seconds, plain_seconds)
