"""The schemas of the write bodies: served to anybody, and the errors of a body that violates them."""

from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft3Validator

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.body_validation import BodySchema
from econ_admin.sandbox.error_responses import ApiError
from econ_admin.sandbox.schemas import ALL_SCHEMAS, booked, drafts
from tests.sandbox.test_customers import NEW_CUSTOMER

DRAFT: dict[str, Any] = {
    "date": "2026-11-23",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 1},
    "recipient": {"name": "Møllers Eftf. ApS", "vatZone": {"vatZoneNumber": 1}},
}


@pytest.mark.parametrize("body_schema", ALL_SCHEMAS, ids=lambda schema: schema.name)
def test_schema_is_served_without_tokens(sandbox: Sandbox, body_schema: BodySchema) -> None:
    response = sandbox.request("GET", f"/schema/{body_schema.name}.schema.json", headers={})

    assert response.status == 200
    assert response.json()["$schema"] == "http://json-schema.org/draft-03/schema#"
    Draft3Validator.check_schema(response.json())
    assert response.json().items() >= body_schema.schema.items()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/schema/customers.schema.json", 404),
        ("GET", "/schema/customers.post", 404),
        ("GET", "/schema/", 404),
        ("POST", "/schema/customers.post.schema.json", 405),
    ],
)
def test_other_schema_requests_are_refused(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    assert sandbox.request(method, path, headers={}).status == status


def test_violation_links_to_its_schema(sandbox: Sandbox) -> None:
    refused = sandbox.request("PUT", "/customers/1/contacts/314", {})

    schema = sandbox.request("GET", refused.json()["schemaPath"].removeprefix("https://sandbox.invalid"), headers={})

    assert schema.json()["title"] == "customers.customerNumber.contacts.contactNumber.put"
    assert list(refused.json()) == [
        *("message", "developerHint", "logId", "httpStatusCode", "errors", "schemaPath", "logTime")
    ]


def test_schema_is_checked_before_business_rules(sandbox: Sandbox) -> None:
    refused = sandbox.request("POST", "/customers", {**NEW_CUSTOMER, "customerNumber": 1, "city": None})

    assert refused.json()["errors"] == ["Invalid type. Expected String but got Null. Path 'city'."]


@pytest.mark.parametrize(
    ("overrides", "message"),
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
def test_draft_schema_violation_names_the_path(overrides: dict[str, Any], message: str) -> None:
    with pytest.raises(ApiError) as refused:
        drafts.POST.validate({**DRAFT, **overrides}, "https://sandbox.invalid")

    assert len(refused.value.errors) == 1
    assert refused.value.errors[0].endswith(message) or message in refused.value.errors[0]


def test_nested_unknown_and_read_only_properties_are_dropped() -> None:
    line = {
        "description": "Timer",
        "quantity": Decimal("1.234"),
        "totalNetAmount": 5,
        "unit": {"unitNumber": 1, "x": 1},
    }
    body = {**DRAFT, "netAmount": None, "pdf": 1, "lines": [line], "paymentTerms": {"name": 5, "paymentTermsNumber": 1}}

    validated = drafts.POST.validate(body, "")

    expected_line = {"description": "Timer", "quantity": Decimal("1.234"), "unit": {"unitNumber": 1}}
    assert validated == {**DRAFT, "lines": [expected_line]}


def test_put_accepts_a_posted_body_but_not_a_partial_one() -> None:
    assert drafts.PUT.validate(DRAFT, "") == DRAFT
    for name in ("date", "currency", "paymentTerms", "customer", "recipient"):
        with pytest.raises(ApiError):
            drafts.PUT.validate({key: value for key, value in DRAFT.items() if key != name}, "")


@pytest.mark.parametrize(("send_by", "is_valid"), [("EAN", True), ("ean", True), ("none", True), ("email", False)])
def test_send_by_is_case_sensitive_except_ean(send_by: str, *, is_valid: bool) -> None:
    body = {"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": send_by}
    try:
        assert booked.POST.validate(body, "") == body
    except ApiError:
        assert not is_valid
    else:
        assert is_valid


@pytest.mark.parametrize("patch", [[], [{}, {}], {}, [{"op": "remove", "path": "/eInvoicingDisabledByDefault"}], ["x"]])
def test_patch_takes_exactly_one_operation(sandbox: Sandbox, patch: Any) -> None:
    refused = sandbox.request("PATCH", "/customers/1", patch)

    assert refused.status == 400
    assert refused.json()["schemaPath"].endswith("/schema/customers.customerNumber.patch.schema.json")
