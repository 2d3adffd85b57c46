"""Every link and form of a page leads to a view, and none to an old URL."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.customers.page_urls import EDIT_URLS, FILES, VIEW_URLS, UrlNumbers

URL_ATTRIBUTE = re.compile(
    r'\s(?:[a-z]+-)*(?:href|action|formaction|get|post|products|paste|pulse|keep|recovery)="(/[^"]*)"'
)
PAGES = {**VIEW_URLS, **{name: url for name, (url, _) in EDIT_URLS.items() if name not in FILES}}


def find_dead_urls(html: str) -> list[str]:
    """Returns the URLs on a page that lead to no view, or to one that only redirects."""
    dead = []
    for url in {unescape(match) for match in URL_ATTRIBUTE.findall(html)}:
        path = urlsplit(url).path
        try:
            is_dead = not path.startswith("/static/") and ":old-" in resolve(path).view_name
        except Resolver404:
            is_dead = True
        if is_dead:
            dead.append(url)
    return dead


@pytest.mark.parametrize("name", ["accountant", "admin"])  # the working draft is the accountant's
@pytest.mark.parametrize("page_name", PAGES)
def test_every_url_of_a_page_leads_to_a_view(
    page_name: str, name: str, sign_in: Callable[..., Client], url_numbers: UrlNumbers
) -> None:
    html = sign_in(name).get(PAGES[page_name].format(**url_numbers)).text

    assert URL_ATTRIBUTE.search(html) or page_name == "products and prices"
    assert find_dead_urls(html) == []


def test_dead_urls_are_found() -> None:
    html = '<form action="/sandbox/unsent/7/taken-over/"><a href="/sandbox/sheets/7/"></a><a href="/sandbox/unsent/7/">'

    assert sorted(find_dead_urls(html)) == ["/sandbox/sheets/7/", "/sandbox/unsent/7/taken-over/"]
