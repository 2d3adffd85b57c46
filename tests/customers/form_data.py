"""Fills in and submits the forms of a page, as a browser does."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

Fields = dict[str, list[str]]


class Form(HTMLParser):
    """The first form of a page with a field or button of this name, and with this text in its action."""

    def __init__(self, text: str, containing: str, action_part: str = "") -> None:
        super().__init__()
        self.action, self.fields, self.buttons = "", Fields(), Fields()
        self._containing, self._select, self._area, self._done = containing, "", "", False
        self._action_part = action_part
        self.feed(text)
        assert self._done, f"no form with {containing!r}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        attributes = {name: value or "" for name, value in attrs}
        name, value = (
            attributes.get("name", ""),
            attributes.get("value", "on" if attributes.get("type") == "checkbox" else ""),
        )
        match tag:
            case "form":
                self.action, self.fields, self.buttons = attributes.get("action", ""), {}, {}
            case "input" if attributes.get("type") == "hidden":
                self._add(name, value)
            case "input" if attributes.get("type") not in ("checkbox", "radio") or "checked" in attributes:
                self._add(name, re.sub(r"[\r\n]", "", value))  # one line, whatever it holds
            case "select":
                self._select = name
            case "option" if self._select and "selected" in attributes:
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
                if self._area:  # a browser removes the line break that a textarea begins with
                    self.fields[self._area][-1] = self.fields[self._area][-1].removeprefix("\n")
                    self.fields[self._area][-1] = re.sub(r"\r\n?|\n", "\r\n", self.fields[self._area][-1])
                self._area = ""
            case "select":
                self._select = ""
            case "form":
                has_field = self._containing in self.fields or self._containing in self.buttons
                self._done = self._done or (has_field and self._action_part in self.action)

    def _add(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


def build_form_data(form: Form, **changes: str | Iterable[str]) -> Fields:
    """The data that would be posted, with `changes` typed in."""
    typed_fields = {name: [value] if isinstance(value, str) else list(value) for name, value in changes.items()}
    return {name: values for name, values in (form.fields | typed_fields).items() if values}


def fill_in(client: Client, url: str, containing: str = "name", **changes: str | Iterable[str]) -> "ClientResponse":
    """Open the form at `url`, type in `changes`, and submit it."""
    return submit(client, client.get(url), containing, **changes)


def submit(
    client: Client, page: "ClientResponse", containing: str = "name", **changes: str | Iterable[str]
) -> "ClientResponse":
    """Type `changes` into the form that this page shows, and submit it."""
    form = Form(page.text, containing)
    return client.post(form.action, build_form_data(form, **changes))
