"""Properties inside an object are refused as e-conomic was recorded to: flat at the top, and all of them at once.

The two refusals of payment terms were recorded after the files in `recorded/`; what is known of them is restated here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from tests.agreement.recordings import DRAFT, FIRST_CUSTOMER, Recording

TYPE_REFUSED = {
    "propertyName": "paymentTermsType",
    "errorMessage": "Payment terms type does not match the type on the payment terms specified.",
    "errorCode": "E07180",
    "inputValue": "invoiceMonth",
    "developerHint": (
        "Either specify the matching payment terms type for the payment terms in question, or omit the property."
    ),
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    agreement = Recording("", "POST", "/invoices/drafts", extra_documents=(FIRST_CUSTOMER,))
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", seed=agreement.generate_documents)
    yield sandbox
    sandbox.close()


def refuse_terms(sandbox: Sandbox, number: int) -> dict[str, Any]:
    terms = {"paymentTermsNumber": number, "paymentTermsType": "invoiceMonth"}
    response = sandbox.request("POST", "/invoices/drafts", {**DRAFT, "paymentTerms": terms})
    assert response.status == 400
    refusal: dict[str, Any] = response.json()
    return refusal


def test_payment_terms_type_is_refused_at_the_top(sandbox: Sandbox) -> None:
    refusal = refuse_terms(sandbox, 1)

    assert refusal["errors"] == {"paymentTermsType": {"errors": [TYPE_REFUSED]}}
    assert (refusal["message"], refusal["errorCount"]) == ("Validation failed. 1 error found.", 1)


def test_unknown_payment_terms_and_their_type_are_both_refused(sandbox: Sandbox) -> None:
    refusal = refuse_terms(sandbox, 4711)

    [unknown_terms] = refusal["errors"].pop("paymentTerms")["errors"]
    assert (unknown_terms["errorCode"], unknown_terms["inputValue"]) == ("E07080", 4711)
    assert refusal["errors"] == {"paymentTermsType": {"errors": [TYPE_REFUSED]}}
    assert (refusal["message"], refusal["errorCount"]) == ("Validation failed. 2 errors found.", 2)
