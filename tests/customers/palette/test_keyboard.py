"""The table of keyboard shortcuts: the help, the palette and the editor's hints agree."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from customers.shared.shortcuts import PLACES
from tests.customers.page_reader import get_text

URL = "/sandbox/keyboard/"
TEMPLATES = Path(str(settings.BASE_DIR)) / "templates"


def read_keys(html: str) -> str:
    return " ".join(get_text(key) for key in re.findall(r"<kbd>(.*?)</kbd>", html))


def list_shortcuts(client: Client) -> dict[str, str]:
    """What each shortcut does."""
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", client.get(URL).text)
    return {read_keys(keys): get_text(text) for keys, text in rows}


def test_help_lists_every_shortcut(accountant: Client) -> None:
    keys = {shortcut.keys for place in PLACES for shortcut in place.shortcuts}

    assert list_shortcuts(accountant).keys() == keys


def test_help_leaves_out_what_the_role_may_not_do(sign_in: Callable[..., Client]) -> None:
    assert "n" not in list_shortcuts(sign_in("editor"))
    assert {"c", "e", "Ctrl S", "Alt S"}.isdisjoint(list_shortcuts(sign_in("viewer")))
    assert {"g c", "/", "?", "Ctrl K"} <= list_shortcuts(sign_in("viewer")).keys()


def test_hints_of_the_draft_editor_are_in_the_help() -> None:
    hints = re.findall(r"<span>(.*?)</span>", (TEMPLATES / "drafting" / "keys.html").read_text(encoding="utf-8"))
    editor = next(place for place in PLACES if str(place.title) == "Draft editor")

    assert hints
    assert {read_keys(hint) for hint in hints} <= {shortcut.keys for shortcut in editor.shortcuts}


def test_htmx_gets_the_table_only(htmx: Client) -> None:
    html = htmx.get(URL).text

    assert "<html" not in html
    assert '<div class="shortcuts">' in html


@pytest.mark.parametrize("name", ["viewer", "accountant"])
def test_account_menu_links_to_help_and_settings(sign_in: Callable[..., Client], name: str) -> None:
    html = sign_in(name).get("/sandbox/customers/").text
    menu = html[html.index('id="person-menu"') :]

    assert f'href="{URL}"' in menu
    assert 'href="/sandbox/settings/"' in menu
