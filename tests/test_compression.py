"""Compression: of pages and partials, not of files, and not for other sites (BREACH)."""

import gzip

import pytest
from django.test import Client

from econ_admin.sandbox import Sandbox

PAGE = "/sandbox/customers/"
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def test_page_is_compressed(client: Client) -> None:
    response = client.get(PAGE, headers=GZIP)

    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert b"<h1" in gzip.decompress(response.content)
    assert len(response.content) < len(client.get(PAGE).content) / 4


def test_partial_is_compressed(htmx: Client) -> None:
    response = htmx.get(PAGE, headers=GZIP)

    assert response["Content-Encoding"] == "gzip"
    assert b"<html" not in gzip.decompress(response.content)


def test_compressed_page_keeps_its_other_headers(client: Client) -> None:
    response = client.get(PAGE, headers=GZIP)

    assert response["Cache-Control"] == "private, no-store"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert response["Server-Timing"]
    assert int(response["Content-Length"]) == len(response.content)


def test_page_is_not_compressed_for_a_browser_that_cannot_read_it(client: Client) -> None:
    response = client.get(PAGE)

    assert "Content-Encoding" not in response
    assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize(("origin", "encoding"), [("same-origin", "gzip"), ("none", "gzip"), ("", "gzip")])
def test_page_that_a_person_asks_for_is_compressed(client: Client, origin: str, encoding: str) -> None:
    assert client.get(PAGE, headers={**GZIP, "Sec-Fetch-Site": origin})["Content-Encoding"] == encoding


@pytest.mark.parametrize("origin", ["cross-site", "same-site", "something new"])
def test_page_that_another_site_asks_for_is_not_compressed(client: Client, origin: str) -> None:
    response = client.get(PAGE, headers={**GZIP, "Sec-Fetch-Site": origin})

    assert response.status_code == 200
    assert "Content-Encoding" not in response


def test_length_of_a_compressed_page_is_random(client: Client) -> None:
    """Django adds up to 100 random bytes, so one response says little about what the page holds."""
    names = {read_file_name(client.get("/sandbox/keyboard/", headers=GZIP).content) for _ in range(5)}

    assert len(names) > 1


@pytest.mark.parametrize("path", ["/sandbox/customers/customers.xlsx", "/sandbox/customers/customers.csv", "/healthz"])
def test_other_responses_are_not_compressed(client: Client, sandbox: Sandbox, path: str) -> None:
    response = client.get(path, headers=GZIP)

    assert response.status_code == 200
    assert "Content-Encoding" not in response
    response.close()


def read_file_name(compressed: bytes) -> bytes:
    """The name of the file in gzip's header, which is where Django puts the random bytes."""
    return compressed[10:].partition(b"\0")[0]
