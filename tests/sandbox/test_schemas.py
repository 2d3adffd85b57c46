"""The schemas of the write bodies: served to anybody, and what a body off them is told."""

from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft3Validator

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.body_validation import Rules
from econ_admin.sandbox.error_responses import Refusal
from econ_admin.sandbox.schemas import ALL, booked, drafts
from tests.sandbox.test_customers import NEW

DRAFT: dict[str, Any] = {
    "date": "2026-11-23",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 1},
    "recipient": {"name": "Møllers Eftf. ApS", "vatZone": {"vatZoneNumber": 1}},
}


@pytest.mark.parametrize("rules", ALL, ids=lambda each: each.name)
def test_a_schema_is_served_to_anybody_under_its_name(sandbox: Sandbox, rules: Rules) -> None:
    answer = sandbox.ask("GET", f"/schema/{rules.name}.schema.json", headers={})

    assert answer.status == 200
    assert answer.json()["$schema"] == "http://json-schema.org/draft-03/schema#"
    Draft3Validator.check_schema(answer.json())
    assert answer.json().items() >= rules.schema.items()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/schema/customers.schema.json", 404),
        ("GET", "/schema/customers.post", 404),
        ("GET", "/schema/", 404),
        ("POST", "/schema/customers.post.schema.json", 405),
    ],
)
def test_nothing_else_is_there(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    assert sandbox.ask(method, path, headers={}).status == status


def test_a_violation_leads_to_the_schema_that_it_breaks(sandbox: Sandbox) -> None:
    refused = sandbox.ask("PUT", "/customers/1/contacts/314", {})

    schema = sandbox.ask("GET", refused.json()["schemaPath"].removeprefix("https://sandbox.invalid"), headers={})

    assert schema.json()["title"] == "customers.customerNumber.contacts.contactNumber.put"
    assert list(refused.json()) == [
        *("message", "developerHint", "logId", "httpStatusCode", "errors", "schemaPath", "logTime")
    ]


def test_the_schema_comes_before_the_rules_of_business(sandbox: Sandbox) -> None:
    refused = sandbox.ask("POST", "/customers", {**NEW, "customerNumber": 1, "city": None})

    assert refused.json()["errors"] == ["Invalid type. Expected String but got Null. Path 'city'."]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"date": "23-11-2026"}, r"String '23-11-2026' does not match regex pattern '\d{4}-\d{2}-\d{2}'. Path 'date'."),
        ({"date": "2026-02-30"}, "String '2026-02-30' does not validate against format 'full-date'. Path 'date'."),
        ({"date": "2026-11-23T00:00"}, "format 'full-date'. Path 'date'."),
        ({"date": "٢٠٢٦-١١-٢٣"}, "format 'full-date'. Path 'date'."),
        ({"currency": "D1"}, "String 'D1' does not match regex pattern '[a-zA-Z]{3}'. Path 'currency'."),
        ({"notes": {"heading": "x" * 251}}, "exceeds maximum length of 250. Path 'notes.heading'."),
        ({"lines": [{}, {"lineNumber": 0}]}, "Integer 0 is less than minimum value of 1. Path 'lines[1].lineNumber'."),
        ({"lines": [{"quantity": None}]}, "Expected Number but got Null. Path 'lines[0].quantity'."),
        ({"lines": [{"quantity": Decimal("1E+400")}]}, "exceeds maximum value"),
        ({"lines": {}}, "Invalid type. Expected Array but got Object. Path 'lines'."),
        ({"recipient": {"name": "A"}}, "missing from object: vatZone. Path 'recipient.vatZone'."),
        ({"paymentTerms": {"paymentTermsType": "Net"}}, 'Value "Net" is not defined in enum.'),
        ({"exchangeRate": True}, "Invalid type. Expected Number but got Boolean. Path 'exchangeRate'."),
    ],
)
def test_a_draft_off_its_schema_is_told_where(more: dict[str, Any], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        drafts.POST.taken({**DRAFT, **more}, "https://sandbox.invalid")

    assert len(refused.value.errors) == 1
    assert refused.value.errors[0].endswith(told) or told in refused.value.errors[0]


def test_what_is_unknown_or_read_only_is_dropped_however_deep() -> None:
    line = {
        "description": "Timer",
        "quantity": Decimal("1.234"),
        "totalNetAmount": 5,
        "unit": {"unitNumber": 1, "x": 1},
    }
    sent = {**DRAFT, "netAmount": None, "pdf": 1, "lines": [line], "paymentTerms": {"name": 5, "paymentTermsNumber": 1}}

    taken = drafts.POST.taken(sent, "")

    kept = {"description": "Timer", "quantity": Decimal("1.234"), "unit": {"unitNumber": 1}}
    assert taken == {**DRAFT, "lines": [kept]}


def test_what_was_posted_may_be_put_but_not_with_less() -> None:
    assert drafts.PUT.taken(DRAFT, "") == DRAFT
    for name in ("date", "currency", "paymentTerms", "customer", "recipient"):
        with pytest.raises(Refusal):
            drafts.PUT.taken({key: value for key, value in DRAFT.items() if key != name}, "")


@pytest.mark.parametrize(("send_by", "good"), [("EAN", True), ("ean", True), ("none", True), ("email", False)])
def test_how_an_invoice_is_sent_is_strict_but_for_ean(send_by: str, *, good: bool) -> None:
    sent = {"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": send_by}
    try:
        assert booked.POST.taken(sent, "") == sent
    except Refusal:
        assert not good
    else:
        assert good


@pytest.mark.parametrize("patch", [[], [{}, {}], {}, [{"op": "remove", "path": "/eInvoicingDisabledByDefault"}], ["x"]])
def test_a_patch_is_one_operation(sandbox: Sandbox, patch: Any) -> None:
    refused = sandbox.ask("PATCH", "/customers/1", patch)

    assert refused.status == 400
    assert refused.json()["schemaPath"].endswith("/schema/customers.customerNumber.patch.schema.json")
