"""A draft's `externalId`, which no published schema has: recorded second, after the number."""

from pathlib import Path

from econ_admin.sandbox import Sandbox
from tests.agreement.recordings import DRAFT, FIRST_CUSTOMER, Recording


def test_external_id_comes_right_after_the_number(tmp_path: Path) -> None:
    agreement = Recording("", "POST", "/invoices/drafts", extra_documents=(FIRST_CUSTOMER,))
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", seed=agreement.generate_documents)

    draft = sandbox.request("POST", "/invoices/drafts", {**DRAFT, "externalId": "WEB-1"}).json()
    [item] = sandbox.request("GET", "/invoices/drafts").json()["collection"]
    without = sandbox.request("PUT", "/invoices/drafts/1", DRAFT).json()

    assert list(draft)[:3] == list(item)[:3] == ["draftInvoiceNumber", "externalId", "soap"]
    assert draft["externalId"] == "WEB-1"
    assert "externalId" not in without  # a PUT replaces
    sandbox.close()
