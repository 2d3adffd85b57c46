"""No page uses an id twice: htmx would swap into both, and a label would name the wrong field."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client

from tests.customers.page_urls import EDIT_URLS, FILES, VIEW_URLS, UrlNumbers

ID_ATTRIBUTE = re.compile(r'<[^>]*?\sid="([^"]+)"')
PAGES = {**VIEW_URLS, **{name: url for name, (url, _) in EDIT_URLS.items() if name not in FILES}}


def find_repeated_ids(html: str) -> list[str]:
    return sorted(element_id for element_id, count in Counter(ID_ATTRIBUTE.findall(html)).items() if count > 1)


@pytest.mark.parametrize("page_name", PAGES)
def test_no_page_uses_an_id_twice(page_name: str, sign_in: Callable[..., Client], url_numbers: UrlNumbers) -> None:
    html = sign_in("accountant").get(PAGES[page_name].format(**url_numbers)).text

    assert find_repeated_ids(html) == []


def test_repeated_ids_are_found() -> None:
    assert find_repeated_ids('<p id="age"><select name="a" id="age"></select><b id="b" data-id="age">') == ["age"]
