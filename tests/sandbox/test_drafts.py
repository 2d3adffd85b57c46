"""Draft invoices: what is made of a body, what is refused, what stays."""

from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox

ORIGIN = "https://sandbox.invalid"
LINE = {"product": {"productNumber": "1"}, "quantity": 2, "unitNetPrice": 100}
DRAFT: dict[str, Any] = {
    "date": "2026-11-20",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 3},
    "recipient": {"name": "Kost", "vatZone": {"vatZoneNumber": 1}},
}


def create_draft(sandbox: Sandbox, **overrides: Any) -> dict[str, Any]:
    """A draft, as it was answered."""
    response = sandbox.request("POST", "/invoices/drafts", {**DRAFT, **overrides})
    assert response.status == 201, response.body
    draft: dict[str, Any] = response.json()
    return draft


def get_validation_error(sandbox: Sandbox, path: str = "", **overrides: Any) -> dict[str, Any]:
    """What is wrong with a draft at a path such as `lines.items.0.product`, its one error."""
    response = sandbox.request("POST", "/invoices/drafts", {**DRAFT, **overrides})
    assert response.status == 400, response.body
    node = response.json()["errors"]
    for step in path.split("."):
        node = node[int(step)] if step.isdecimal() else node[step]
    [error] = node["errors"]
    details: dict[str, Any] = error
    return details


def test_draft_can_have_no_lines(sandbox: Sandbox) -> None:
    response = sandbox.request("POST", "/invoices/drafts", DRAFT)

    assert response.status == 201
    assert response.headers["Location"] == f"{ORIGIN}/invoices/drafts/1"
    assert response.body == sandbox.request("GET", "/invoices/drafts/1").body
    assert b'"netAmount":0.000000,"netAmountInBaseCurrency":0.00,' in response.body
    assert "lines" not in response.json()
    assert response.json()["lastUpdated"] == "2026-11-23T12:00:00Z"


def test_list_items_have_no_lines(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[LINE])

    [item] = sandbox.request("GET", "/invoices/drafts").json()["collection"]

    assert item == {key: value for key, value in draft.items() if key != "lines"}


def test_vat_depends_on_product_group_and_zone(sandbox: Sandbox) -> None:
    book = {"product": {"productNumber": "3"}, "quantity": 1, "unitNetPrice": 50}

    draft = create_draft(sandbox, lines=[LINE, book])

    assert (draft["netAmount"], draft["vatAmount"], draft["grossAmount"]) == (250, 50, 300)


def test_foreign_amounts_are_also_given_in_the_base_currency(sandbox: Sandbox) -> None:
    line = {**LINE, "quantity": 1, "unitNetPrice": 1000, "unitCostPrice": 700}

    draft = create_draft(sandbox, currency="EUR", lines=[line])

    assert (draft["exchangeRate"], draft["netAmountInBaseCurrency"]) == (Decimal("743.914941"), Decimal("7439.15"))
    assert (draft["costPriceInBaseCurrency"], draft["marginInBaseCurrency"]) == (700, Decimal("6739.15"))


def test_sent_totals_are_ignored(sandbox: Sandbox) -> None:
    draft = create_draft(
        sandbox, netAmount="much", vatAmount=7, lines=[{**LINE, "totalNetAmount": 1, "marginPercentage": 3}]
    )

    assert (draft["netAmount"], draft["lines"][0]["totalNetAmount"]) == (200, 200)


def test_line_without_product_silently_counts_as_zero(sandbox: Sandbox) -> None:
    draft = create_draft(sandbox, lines=[{"description": "Timer", "quantity": 2, "unitNetPrice": 100}])

    assert draft["lines"] == [{"lineNumber": 1, "sortKey": 1, "description": "Timer"}]
    assert draft["netAmount"] == 0


def test_cost_of_a_line_without_price_still_counts(sandbox: Sandbox) -> None:
    line = {"product": {"productNumber": "1"}, "quantity": 2, "unitCostPrice": 7}

    draft = create_draft(sandbox, lines=[line])

    assert {"unitNetPrice", "totalNetAmount"} & draft["lines"][0].keys() == set()
    assert (draft["lines"][0]["marginInBaseCurrency"], draft["marginInBaseCurrency"]) == (0, -14)


def test_lines_are_numbered_and_sorted_by_sort_key(sandbox: Sandbox) -> None:
    line_keys: list[dict[str, int]] = [{"sortKey": 9}, {"lineNumber": 7, "sortKey": 2}, {}]

    draft = create_draft(sandbox, lines=[{**LINE, **keys} for keys in line_keys])

    assert [(line["lineNumber"], line["sortKey"]) for line in draft["lines"]] == [(7, 2), (1, 9), (8, 10)]


@pytest.mark.parametrize(
    ("line", "field", "code", "message"),
    [
        ({"product": {"productNumber": "1"}}, "quantity", "E04730", "Property quantity must have a value when"),
        ({**LINE, "unitNetPrice": Decimal("10.12345")}, "unitNetPrice", "E04740", "unitNetPrice scale cannot be"),
        ({**LINE, "product": {}}, "product", "E04500", "No identifiers present on product. Please include"),
        ({**LINE, "product": {"productNumber": "X"}}, "product", "E06000", "Product 'X' not found."),
        ({**LINE, "product": {"productNumber": "AL_EF.3"}}, "product", "E06600", "Product 'AL_EF.3' is barred."),
        ({**LINE, "unit": {"unitNumber": 10}}, "unit", "E06000", "Unit '10' not found."),
    ],
)  # fmt: skip
def test_line_error_is_reported_at_its_index(
    sandbox: Sandbox, line: dict[str, Any], field: str, code: str, message: str
) -> None:
    body = sandbox.request("POST", "/invoices/drafts", {**DRAFT, "lines": [LINE, line]}).json()

    [item] = body["errors"]["lines"]["items"]
    assert (body["errorCode"], body["errorCount"], item["arrayIndex"]) == ("E04300", 1, 1)
    [error] = item[field]["errors"]
    assert (error["propertyName"], error["errorCode"]) == (field, code)
    assert error["errorMessage"].startswith(message)


def test_duplicate_line_number_is_refused(sandbox: Sandbox) -> None:
    error = get_validation_error(
        sandbox, "lines.items.0.lineNumber", lines=[{**LINE, "lineNumber": 1}, {**LINE, "lineNumber": 1}]
    )

    assert error["errorCode"] == "E06010"


@pytest.mark.parametrize(
    ("overrides", "path", "code", "value"),
    [
        ({"customer": {"customerNumber": 1}}, "customer", "E06820", 1),
        ({"customer": {"customerNumber": 99}}, "customer", "E06000", 99),
        ({"currency": "ZUL"}, "currency", "E06000", "ZUL"),
        ({"layout": {"layoutNumber": 99}}, "layout", "E06000", 99),
        ({"layout": {}}, "layout", "E04500", None),
        ({"paymentTerms": {"paymentTermsNumber": 4711}}, "paymentTerms", "E07080", 4711),
        (
            {"paymentTerms": {"paymentTermsNumber": 1, "paymentTermsType": "prepaid"}},
            "paymentTermsType",
            "E07180",
            "prepaid",
        ),
        ({"exchangeRate": Decimal("100.0000001")}, "exchangeRate", "E04740", Decimal("100.0000001")),
        ({"recipient": {"name": "K", "vatZone": {"vatZoneNumber": 9}}}, "vatZone", "E06000", 9),
        ({"deliveryLocation": {"deliveryLocationNumber": 5}}, "deliveryLocation", "E06000", 5),
        ({"references": {"salesPerson": {"employeeNumber": 9}}}, "salesPerson", "E06000", 9),
        ({"references": {"customerContact": {"customerContactNumber": 314}}}, "customerContact", "E04800", 314),
        ({"references": {"customerContact": {"customerContactNumber": 9}}}, "customerContact", "E06000", 9),
    ],
)
def test_invalid_property_is_refused_with_its_code(
    sandbox: Sandbox, overrides: dict[str, Any], path: str, code: str, value: object
) -> None:
    error = get_validation_error(sandbox, path, **overrides)

    assert (error["errorCode"], error["inputValue"]) == (code, value)


def test_contact_of_another_customer_gives_the_recorded_error(sandbox: Sandbox) -> None:
    error = get_validation_error(
        sandbox, "customerContact", references={"customerContact": {"customerContactNumber": 314}}
    )

    assert error["errorMessage"] == "Mismatching customer number for invoice and customer contact"
    assert error["developerHint"] == "Invoice customer: 3, customer contact: 314, customer contact reference: 1"


def test_all_properties_of_one_draft_are_refused_at_once(sandbox: Sandbox) -> None:
    overrides = {
        "currency": "ZUL",
        "recipient": {"name": "K", "vatZone": {"vatZoneNumber": 9}, "attention": {"customerContactNumber": 314}},
        "references": {"salesPerson": {"employeeNumber": 9}, "vendorReference": {"employeeNumber": 8}},
        "lines": [{**LINE, "product": {"productNumber": "nothing"}}],
    }

    refusal = sandbox.request("POST", "/invoices/drafts", {**DRAFT, **overrides}).json()

    assert list(refusal["errors"]) == ["currency", "attention", "vatZone", "salesPerson", "vendorReference", "lines"]
    assert refusal["errorCount"] == 6


@pytest.mark.parametrize(
    ("overrides", "expected_message"),
    [
        ({"recipient": None}, "Invalid type. Expected Object but got Null. Path 'recipient'."),
        ({"lines": [{"lineNumber": 0}]}, "Integer 0 is less than minimum value of 1. Path 'lines[0].lineNumber'."),
        ({"lines": [{"sortKey": 0}]}, "Integer 0 is less than minimum value of 1. Path 'lines[0].sortKey'."),
        ({"layout": {"layoutNumber": 0}}, "Integer 0 is less than minimum value of 1. Path 'layout.layoutNumber'."),
        ({"date": "2026-02-30"}, "String '2026-02-30' does not validate against format 'full-date'. Path 'date'."),
        (
            {"paymentTerms": {"paymentTermsType": "Net"}},
            "Value \"Net\" is not defined in enum. Path 'paymentTerms.paymentTermsType'.",
        ),
    ],
)
def test_schema_violation_is_refused(sandbox: Sandbox, overrides: dict[str, Any], expected_message: str) -> None:
    response = sandbox.request("POST", "/invoices/drafts", {**DRAFT, **overrides})

    assert (response.status, response.json()["errors"]) == (400, [expected_message])


@pytest.mark.parametrize("name", list(DRAFT))
def test_required_property_is_reported(sandbox: Sandbox, name: str) -> None:
    response = sandbox.request("POST", "/invoices/drafts", {key: value for key, value in DRAFT.items() if key != name})

    assert response.json()["errors"] == [f"Required properties are missing from object: {name}. Path '{name}'."]


def test_references_can_be_given_by_url(sandbox: Sandbox) -> None:
    line = {**LINE, "product": {"self": f"{ORIGIN}/products/1?demo=true"}}

    draft = create_draft(sandbox, customer={"self": f"{ORIGIN}/customers/3"}, lines=[line])

    assert draft["customer"]["customerNumber"] == 3
    assert draft["lines"][0]["product"] == {"productNumber": "1", "self": f"{ORIGIN}/products/1"}


def test_put_replaces_the_draft_and_its_lines(sandbox: Sandbox) -> None:
    create_draft(sandbox, notes={"heading": "Hej"}, lines=[LINE, LINE])

    after = sandbox.request("PUT", "/invoices/drafts/1", {**DRAFT, "lines": [{**LINE, "quantity": 1}]})

    assert after.status == 200
    assert "notes" not in after.json()
    assert [line["quantity"] for line in after.json()["lines"]] == [1]
    assert after.json()["netAmount"] == 100


def test_putting_back_the_same_draft_changes_nothing(sandbox: Sandbox) -> None:
    recipient = {**DRAFT["recipient"], "mobilePhone": "20 20 20 20", "nemHandelType": "ean"}
    contact = {"customerContact": {"customerContactNumber": 316}, "salesPerson": {"employeeNumber": 1}, "other": "7"}
    before = create_draft(
        sandbox, customer={"customerNumber": 2}, recipient=recipient, references=contact, lines=[LINE]
    )

    after = sandbox.request("PUT", "/invoices/drafts/1", before)

    assert (after.status, after.json()) == (200, before)


def test_put_keeps_the_mobile_and_cvr_number(sandbox: Sandbox) -> None:
    before = create_draft(sandbox, recipient={**DRAFT["recipient"], "mobilePhone": "20 20 20 20"})
    recipient = {**DRAFT["recipient"], "mobilePhone": "1", "cvr": "1"}

    after = sandbox.request("PUT", "/invoices/drafts/1", {**DRAFT, "recipient": recipient}).json()

    assert after["recipient"] == before["recipient"]


def test_put_to_an_unknown_number_creates_the_draft(sandbox: Sandbox) -> None:
    response = sandbox.request("PUT", "/invoices/drafts/77", DRAFT)

    assert (response.status, response.json()["draftInvoiceNumber"]) == (201, 77)
    assert create_draft(sandbox)["draftInvoiceNumber"] == 78


def test_number_in_the_body_must_match_the_url(sandbox: Sandbox) -> None:
    create_draft(sandbox)

    response = sandbox.request("PUT", "/invoices/drafts/1", {**DRAFT, "draftInvoiceNumber": 2})

    assert (response.status, list(response.json()["errors"])) == (400, ["draftInvoiceNumber"])


def test_put_without_layout_keeps_the_layout(sandbox: Sandbox) -> None:
    create_draft(sandbox, layout={"layoutNumber": 21})

    after = sandbox.request(
        "PUT", "/invoices/drafts/1", {key: value for key, value in DRAFT.items() if key != "layout"}
    )

    assert after.json()["layout"]["layoutNumber"] == 21


def test_recipient_is_kept_when_the_draft_changes_customer(sandbox: Sandbox) -> None:
    before = create_draft(sandbox)

    after = sandbox.request("PUT", "/invoices/drafts/1", {**before, "customer": {"customerNumber": 2}}).json()

    assert after["customer"]["customerNumber"] == 2
    assert after["recipient"] == before["recipient"]


def test_recipient_is_kept_when_the_customer_is_edited(sandbox: Sandbox) -> None:
    before = create_draft(sandbox)
    customer = sandbox.request("GET", "/customers/3").json()

    sandbox.request("PUT", "/customers/3", {**customer, "name": "Nyt navn"})

    assert sandbox.request("GET", "/invoices/drafts/1").json() == before


def test_lines_can_be_added(sandbox: Sandbox) -> None:
    create_draft(sandbox, lines=[LINE])

    response = sandbox.request("POST", "/invoices/drafts/1/lines", {"lines": [{**LINE, "quantity": 1}]})

    assert response.status == 201
    assert [line["lineNumber"] for line in response.json()["lines"]] == [1, 2]
    assert (response.json()["netAmount"], response.json()["vatAmount"]) == (300, 75)
    assert sandbox.request("GET", "/invoices/drafts/1").json() == response.json()
    assert sandbox.request("POST", "/invoices/drafts/9/lines", {"lines": []}).status == 404


def test_deleting_a_draft_reports_the_deleted_item(sandbox: Sandbox) -> None:
    create_draft(sandbox)

    response = sandbox.request("DELETE", "/invoices/drafts/1")

    items = [{"draftInvoiceNumber": 1, "self": f"{ORIGIN}/invoices/drafts/1"}]
    assert (response.status, response.json()) == (
        200,
        {"message": "Deleted invoice.", "deletedCount": 1, "deletedItems": items},
    )
    assert sandbox.request("DELETE", "/invoices/drafts/1").json()["errorCode"] == "E06000"
    assert create_draft(sandbox)["draftInvoiceNumber"] == 1


def test_deleting_many_uses_the_filter(sandbox: Sandbox) -> None:
    for customer in (2, 2, 3):
        create_draft(sandbox, customer={"customerNumber": customer})

    body = sandbox.request("DELETE", "/invoices/drafts?filter=customer.customerNumber$eq:2").json()

    assert (body["message"], body["deletedCount"]) == ("Deleted 2 invoices.", 2)
    assert [item["draftInvoiceNumber"] for item in body["deletedItems"]] == [1, 2]
    assert sandbox.request("GET", "/invoices/drafts").json()["pagination"]["results"] == 1


def test_invalid_filter_deletes_nothing(sandbox: Sandbox) -> None:
    create_draft(sandbox)

    response = sandbox.request("DELETE", "/invoices/drafts?filter=netAmount$eq:0")

    assert (response.status, response.json()["errors"]) == (400, ["Filtering is not allowed on property 'netAmount'."])
    assert sandbox.request("GET", "/invoices/drafts/1").status == 200


def test_deleting_without_filter_deletes_all_drafts(sandbox: Sandbox) -> None:
    create_draft(sandbox)
    create_draft(sandbox)

    assert sandbox.request("DELETE", "/invoices/drafts").json()["deletedCount"] == 2
    assert sandbox.request("GET", "/invoices/drafts").json()["collection"] == []


def test_customer_list_has_only_its_own_drafts(sandbox: Sandbox) -> None:
    create_draft(sandbox, customer={"customerNumber": 2})
    create_draft(sandbox, customer={"customerNumber": 3}, date="2026-11-22")

    body = sandbox.request("GET", "/customers/3/invoices/drafts?filter=date$gte:2026-11-21&sort=-date").json()

    assert [draft["draftInvoiceNumber"] for draft in body["collection"]] == [2]
    assert body["pagination"]["resultsWithoutFilter"] == 1
    assert sandbox.request("GET", "/customers/99/invoices/drafts").status == 404


def test_drafts_are_filtered_by_date(sandbox: Sandbox) -> None:
    for day in ("2026-11-19", "2026-11-20", "2026-11-21"):
        create_draft(sandbox, date=day)

    def list_numbers(operator: str) -> list[int]:
        body = sandbox.request("GET", f"/invoices/drafts?filter=date${operator}:2026-11-20").json()
        return [draft["draftInvoiceNumber"] for draft in body["collection"]]

    assert [list_numbers(operator) for operator in ("eq", "ne", "lt", "gte")] == [[2], [1, 3], [1], [2, 3]]


@pytest.mark.parametrize("query", ["filter=dueDate$eq:2026-11-20", "sort=grossAmount", "sort=lastUpdated"])
def test_amounts_and_due_dates_cannot_be_filtered_or_sorted(sandbox: Sandbox, query: str) -> None:
    assert sandbox.request("GET", f"/invoices/drafts?{query}").status == 400


def test_documents_used_by_a_draft_cannot_be_deleted(sandbox: Sandbox) -> None:
    contact = {"customerContact": {"customerContactNumber": 316}}
    create_draft(sandbox, customer={"customerNumber": 2}, references=contact, lines=[LINE])
    paths = ("/customers/2", "/customers/2/contacts/316", "/products/1")

    before = [sandbox.request("DELETE", path) for path in paths]
    sandbox.request("DELETE", "/invoices/drafts/1")
    after = [sandbox.request("DELETE", path).status for path in reversed(paths)]

    assert [(response.status, response.json()["errorCode"]) for response in before] == [
        (400, "CustomerIsInUse"),
        (400, "CustomerContactIsInUse"),
        (400, "ProductIsInUse"),
    ]
    assert after == [204, 204, 204]


def test_draft_links_to_booking_instructions(sandbox: Sandbox) -> None:
    create_draft(sandbox)
    draft_url = f"{ORIGIN}/invoices/drafts/1"

    templates = sandbox.request("GET", "/invoices/drafts/1/templates").json()
    instructions = sandbox.request("GET", "/invoices/drafts/1/templates/booking-instructions").json()

    booking = f"{draft_url}/templates/booking-instructions"
    assert templates == {"bookingInstructions": booking, "self": f"{draft_url}/templates"}
    assert instructions == {"draftInvoice": {"draftInvoiceNumber": 1, "self": draft_url}, "self": booking}


def test_largest_amounts_are_calculated_exactly(sandbox: Sandbox) -> None:
    most = 9_999_999_999_999
    line = {**LINE, "quantity": most, "unitNetPrice": most, "unitCostPrice": -most}

    draft = create_draft(sandbox, currency="EUR", exchangeRate=999_999_999_999, lines=[line])

    assert draft["netAmount"] == most * most


def test_sent_due_date_counts_only_for_manual_terms(sandbox: Sandbox) -> None:
    overrides = {"dueDate": "2027-01-01"}

    due_dates = {
        number: create_draft(sandbox, paymentTerms={"paymentTermsNumber": number}, **overrides)["dueDate"]
        for number in (1, 6, 8)
    }

    assert due_dates == {1: "2026-11-28", 6: "2027-01-01", 8: "2026-11-20"}


@pytest.mark.parametrize(
    ("overrides", "code", "message"),
    [
        ({}, "E04042", "dueDate is missing a value"),
        ({"dueDate": "2026-11-19"}, "E04760", "dueDate cannot be earlier than date."),
    ],
)
def test_manual_due_date_is_required_and_not_before_the_date(
    sandbox: Sandbox, overrides: dict[str, str], code: str, message: str
) -> None:
    error = get_validation_error(sandbox, "dueDate", paymentTerms={"paymentTermsNumber": 6}, **overrides)

    assert (error["errorCode"], error["errorMessage"]) == (code, message)
