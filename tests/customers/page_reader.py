"""Reads the content of a page: the rows of its table, its filter chips, its links."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Protocol


class PageResponse(Protocol):
    """A response of the test client."""

    @property
    def content(self) -> bytes: ...


def get_text(fragment: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def get_html(response: PageResponse) -> str:
    return response.content.decode()


def get_rows(response: PageResponse) -> list[list[str]]:
    """The cells of each row of the table's body."""
    body = re.search(r"<tbody>(.*?)</tbody>", get_html(response), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [[get_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def get_numbers(response: PageResponse) -> list[int]:
    """The numbers in the first column of the table."""
    return [int(row[0]) for row in get_rows(response)]


def get_filter_chips(response: PageResponse) -> dict[str, str]:
    """The text of each filter chip, and the address of its remove link."""
    matches = re.findall(r'<span class="chip"><bdi>(.*?)</bdi><a href="(.*?)"', get_html(response))
    return {unescape(text): unescape(href) for text, href in matches}


def get_table_headers(response: PageResponse) -> dict[str, str]:
    """Each table header, and the address of its sort link; "" where e-conomic cannot sort."""
    headers = re.findall(r'<th scope="col".*?</th>', get_html(response), re.DOTALL)
    return {get_text(header): unescape((re.findall(r'href="(.*?)"', header) or [""])[0]) for header in headers}


def get_link(response: PageResponse, label: str) -> str:
    """The address of the link with this text or label; "" if there is none."""
    links = re.findall(r"(<a [^>]*>)(.*?)</a>", get_html(response), re.DOTALL)
    for tag, inner in links:
        if label in (get_text(inner), *re.findall(r'aria-label="(.*?)"', tag)):
            return unescape(re.findall(r'href="(.*?)"', tag)[0])
    return ""


def get_tabs(response: PageResponse, label: str) -> dict[str, tuple[str, bool]]:
    """Each tab's text, its address, and whether it is the current one."""
    nav = re.search(rf'<nav class="tabs"[^>]*aria-label="{label}">(.*?)</nav>', get_html(response), re.DOTALL)
    links = re.findall(r"(<a [^>]*>)(.*?)</a>", nav[1] if nav else "", re.DOTALL)
    return {
        get_text(inner): (unescape(re.findall(r'href="(.*?)"', tag)[0]), "aria-current" in tag) for tag, inner in links
    }


class Facts(HTMLParser):
    """Collects the `dt` and `dd` of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.current_tag = ""
        self.pairs: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "dt":
            self.pairs.append(["", ""])
        if tag in ("dt", "dd"):
            self.current_tag = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in ("dt", "dd"):
            self.current_tag = ""

    def handle_data(self, data: str) -> None:
        if self.current_tag:
            self.pairs[-1][self.current_tag == "dd"] += data


def get_facts(response: PageResponse) -> dict[str, str]:
    """The values of a page's definition lists, by their terms."""
    reader = Facts()
    reader.feed(get_html(response))
    return {" ".join(name.split()): " ".join(value.split()) for name, value in reader.pairs}
