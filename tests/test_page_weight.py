"""What a first visit loads: the page and all that it links, compressed. `make bench` measures it in Chromium."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from customers.models import WorkingDraft
from econ_admin.gateway import Gateway

MAX_BYTES = 150_000
LINE_COUNT = 20
LINKED_FILE = re.compile(r'(?:src|href)="/static/([^"#]+)')


@pytest.fixture
def accountant(sign_in: Callable[..., Client]) -> Client:
    return sign_in("accountant", **{"Accept-Encoding": "gzip"})


@pytest.fixture
def draft_url(accountant: Client, economic: Gateway) -> str:
    """The page of an unsent draft of 20 lines."""
    accountant.post("/sandbox/customers/10001/unsent/")
    draft = WorkingDraft.objects.latest("pk")
    products = [item.product_number for item in economic.products.page(size=100).items if not item.barred]
    accountant.post(
        f"/sandbox/unsent/{draft.pk}/paste/", {"rows": "\n".join(f"{number}\t2" for number in products[:LINE_COUNT])}
    )
    assert draft.lines.count() == LINE_COUNT
    return f"/sandbox/unsent/{draft.pk}/"


def test_first_visit_of_the_list_is_light(accountant: Client) -> None:
    assert weigh(accountant, "/sandbox/customers/?size=50") <= MAX_BYTES


def test_first_visit_of_a_customer_is_light(accountant: Client) -> None:
    assert weigh(accountant, "/sandbox/customers/10001/") <= MAX_BYTES


def test_first_visit_of_the_draft_editor_is_light(accountant: Client, draft_url: str) -> None:
    assert weigh(accountant, draft_url) <= MAX_BYTES


def test_pages_link_few_files(accountant: Client, draft_url: str) -> None:
    """HTTP/1.1 fetches six at once."""
    scripts = [name for name in list_files(accountant, draft_url) if name.endswith(".js")]

    assert len(scripts) == 4
    assert len(list_files(accountant, draft_url)) <= 8


def weigh(client: Client, path: str) -> int:
    """Bytes of the page and of all files that it links, each compressed as the server does."""
    page = client.get(path)
    assert page["Content-Encoding"] == "gzip"
    return len(page.content) + sum(len(compress(name)) for name in list_files(client, path))


def list_files(client: Client, path: str) -> set[str]:
    page = gzip.decompress(client.get(path).content).decode()
    files = set(LINKED_FILE.findall(page))
    assert {"tabler.css", "app.css", "icons.svg", "bundles/page.js"} <= files
    return files


def compress(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    return gzip.compress(Path(path).read_bytes())
