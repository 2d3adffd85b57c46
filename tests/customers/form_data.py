"""Fills in a form as a browser does: what the page holds, with a person's changes, to where the form says."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from tests.access.form_reader import Answer

Fields = dict[str, list[str]]


class Form(HTMLParser):
    """The first form of a page that has a field or button of this name, and this in its action."""

    def __init__(self, text: str, having: str, action: str = "") -> None:
        super().__init__()
        self.action, self.fields, self.buttons = "", Fields(), Fields()
        self._having, self._select, self._area, self._done = having, "", "", False
        self._leads = action
        self.feed(text)
        assert self._done, f"no form with {having!r}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "on" if given.get("type") == "checkbox" else "")
        match tag:
            case "form":
                self.action, self.fields, self.buttons = given.get("action", ""), {}, {}
            case "input" if given.get("type") == "hidden":
                self._add(name, value)
            case "input" if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._add(name, re.sub(r"[\r\n]", "", value))  # one line, whatever it holds
            case "select":
                self._select = name
            case "option" if self._select and "selected" in given:
                self._add(self._select, value)
            case "textarea":
                self._area = name
                self._add(name, "")
            case "button":
                self.buttons.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area and not self._done:
            self.fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "textarea":
                if self._area:  # a browser takes away the line break that a textarea begins with
                    self.fields[self._area][-1] = self.fields[self._area][-1].removeprefix("\n")
                    self.fields[self._area][-1] = re.sub(r"\r\n?|\n", "\r\n", self.fields[self._area][-1])
                self._area = ""
            case "select":
                self._select = ""
            case "form":
                has_it = self._having in self.fields or self._having in self.buttons
                self._done = self._done or (has_it and self._leads in self.action)

    def _add(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


def filled(form: Form, **changes: str | Iterable[str]) -> Fields:
    """What would be posted, with `changes` typed."""
    typed = {name: [value] if isinstance(value, str) else list(value) for name, value in changes.items()}
    return {name: values for name, values in (form.fields | typed).items() if values}


def fill_in(client: Client, url: str, having: str = "name", **changes: str | Iterable[str]) -> "Answer":
    """Open the form at `url`, type, and send it."""
    return send(client, client.get(url), having, **changes)


def send(client: Client, page: "Answer", having: str = "name", **changes: str | Iterable[str]) -> "Answer":
    """Type into the form that this page shows, and send it."""
    form = Form(page.text, having)
    return client.post(form.action, filled(form, **changes))
