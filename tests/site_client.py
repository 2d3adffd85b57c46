"""A person at a dashboard that runs in another process: signs in, opens pages, fills in forms. Without JavaScript."""

import re
from collections.abc import Iterable
from typing import Self
from urllib.parse import urljoin

import requests

from tests.customers.form_data import Form, build_form_data

PASSWORD = "demo"
TIMEOUT = 60  # seconds


class SiteClient:
    """One browser session. Follows no redirects, so that a test sees each response."""

    def __init__(self, site: str, username: str = "") -> None:
        self.site = site
        self.browser = requests.Session()
        self.browser.trust_env = False
        if username:
            response = self.sign_in(username)
            assert response.status_code == 303, response.text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.browser.close()

    def sign_in(self, username: str) -> requests.Response:
        return self.fill_in("/sign-in/", "password", username=username, password=PASSWORD)

    def get(self, path: str) -> requests.Response:
        return self.browser.get(urljoin(self.site, path), timeout=TIMEOUT, allow_redirects=False)

    def find(self, path: str, pattern: str) -> str:
        """The first group of the first match in a page."""
        match = re.search(pattern, self.get(path).text)
        assert match, f"no {pattern} in {path}"
        return match[1]

    def open_form(self, path: str, containing: str = "name", action_part: str = "") -> Form:
        form = Form(self.get(path).text, containing, action_part)
        form.action = urljoin(urljoin(self.site, path), form.action)
        return form

    def submit(self, form: Form, **changes: str | Iterable[str]) -> requests.Response:
        fields = build_form_data(form, **changes)
        return self.browser.post(form.action, fields, timeout=TIMEOUT, allow_redirects=False)

    def fill_in(self, path: str, containing: str = "name", **changes: str | Iterable[str]) -> requests.Response:
        """Opens a page and submits its form with these fields changed."""
        return self.submit(self.open_form(path, containing), **changes)
