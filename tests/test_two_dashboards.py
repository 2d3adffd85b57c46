"""Two dashboards with separate databases save the same customers at once: nothing is overwritten in silence."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.site import run_dashboard, run_sandbox
from tests.site_client import SiteClient

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]  # it never leaves this machine

CUSTOMERS = range(10001, 10011)
TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
WARNING = "overwrote what you saved"


@pytest.fixture
def origin_and_sites() -> Iterator[tuple[str, list[str]]]:
    """The address of a sandbox, and of two dashboards that use it."""
    with (
        run_sandbox(60) as (origin, variables),
        run_dashboard(WEB_CONCURRENCY="1", **variables) as first,
        run_dashboard(WEB_CONCURRENCY="1", **variables) as second,
    ):
        yield origin, [first, second]


def test_no_save_is_overwritten_in_silence(origin_and_sites: tuple[str, list[str]]) -> None:
    origin, sites = origin_and_sites
    start = threading.Barrier(2)
    fields = ("address", "telephone_and_fax_number")

    def save_all(site: str, field: str) -> dict[int, bool]:
        """Whether the next page warned of an overwritten save, for each customer."""
        with SiteClient(site, "editor") as editor:
            warned = {}
            for number in CUSTOMERS:
                form = editor.open_form(f"/economic/customers/{number}/edit/")
                start.wait(timeout=60)
                response = editor.submit(form, **{field: f"typed {number}"})
                assert response.status_code == 303, response.text
                start.wait(timeout=60)
                warned[number] = WARNING in editor.get(response.headers["Location"]).text
            return warned

    with ThreadPoolExecutor(2) as pool:
        warnings = list(pool.map(save_all, sites, fields))

    lost, silent = 0, 0
    for number in CUSTOMERS:
        customer = requests.get(f"{origin}/customers/{number}", headers=TOKENS, timeout=30).json()
        for name, warned in zip(("address", "telephoneAndFaxNumber"), warnings, strict=True):
            is_lost = customer.get(name) != f"typed {number}"
            lost += is_lost
            silent += is_lost and not warned[number]
            assert is_lost or not warned[number], "warned without a reason"
    assert silent == 0, f"{lost} of {2 * len(CUSTOMERS)} overwritten"
