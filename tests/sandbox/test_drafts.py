"""Draft invoices: what is made of a body, what is refused, what stays."""

from decimal import Decimal
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox

HERE = "https://sandbox.invalid"
LINE = {"product": {"productNumber": "1"}, "quantity": 2, "unitNetPrice": 100}
DRAFT: dict[str, Any] = {
    "date": "2026-11-20",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 3},
    "recipient": {"name": "Kost", "vatZone": {"vatZoneNumber": 1}},
}


def made(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """A draft, as it was answered."""
    answer = sandbox.ask("POST", "/invoices/drafts", {**DRAFT, **more})
    assert answer.status == 201, answer.body
    draft: dict[str, Any] = answer.json()
    return draft


def refused(sandbox: Sandbox, path: str = "", **more: Any) -> dict[str, Any]:
    """What is wrong with a draft at a path such as `lines.items.0.product`, its one error."""
    answer = sandbox.ask("POST", "/invoices/drafts", {**DRAFT, **more})
    assert answer.status == 400, answer.body
    place = answer.json()["errors"]
    for step in path.split("."):
        place = place[int(step)] if step.isdecimal() else place[step]
    [error] = place["errors"]
    found: dict[str, Any] = error
    return found


def test_a_draft_without_lines_is_a_draft(sandbox: Sandbox) -> None:
    answer = sandbox.ask("POST", "/invoices/drafts", DRAFT)

    assert answer.status == 201
    assert answer.headers["Location"] == f"{HERE}/invoices/drafts/1"
    assert answer.body == sandbox.ask("GET", "/invoices/drafts/1").body
    assert b'"netAmount":0.000000,"netAmountInBaseCurrency":0.00,' in answer.body
    assert "lines" not in answer.json()
    assert answer.json()["lastUpdated"] == "2026-11-23T12:00:00Z"


def test_a_list_has_the_drafts_without_their_lines(sandbox: Sandbox) -> None:
    whole = made(sandbox, lines=[LINE])

    [listed] = sandbox.ask("GET", "/invoices/drafts").json()["collection"]

    assert listed == {key: value for key, value in whole.items() if key != "lines"}


def test_vat_goes_by_product_group_and_zone(sandbox: Sandbox) -> None:
    book = {"product": {"productNumber": "3"}, "quantity": 1, "unitNetPrice": 50}

    draft = made(sandbox, lines=[LINE, book])

    assert (draft["netAmount"], draft["vatAmount"], draft["grossAmount"]) == (250, 50, 300)


def test_amounts_in_another_currency_are_told_in_the_base_currency_too(sandbox: Sandbox) -> None:
    line = {**LINE, "quantity": 1, "unitNetPrice": 1000, "unitCostPrice": 700}

    draft = made(sandbox, currency="EUR", lines=[line])

    assert (draft["exchangeRate"], draft["netAmountInBaseCurrency"]) == (Decimal("743.914941"), Decimal("7439.15"))
    assert (draft["costPriceInBaseCurrency"], draft["marginInBaseCurrency"]) == (700, Decimal("6739.15"))


def test_totals_that_are_sent_count_for_nothing(sandbox: Sandbox) -> None:
    draft = made(sandbox, netAmount="much", vatAmount=7, lines=[{**LINE, "totalNetAmount": 1, "marginPercentage": 3}])

    assert (draft["netAmount"], draft["lines"][0]["totalNetAmount"]) == (200, 200)


def test_a_line_without_a_product_comes_to_nothing_without_a_word(sandbox: Sandbox) -> None:
    draft = made(sandbox, lines=[{"description": "Timer", "quantity": 2, "unitNetPrice": 100}])

    assert draft["lines"] == [{"lineNumber": 1, "sortKey": 1, "description": "Timer"}]
    assert draft["netAmount"] == 0


def test_a_line_without_a_price_has_none_but_its_cost_counts(sandbox: Sandbox) -> None:
    line = {"product": {"productNumber": "1"}, "quantity": 2, "unitCostPrice": 7}

    draft = made(sandbox, lines=[line])

    assert {"unitNetPrice", "totalNetAmount"} & draft["lines"][0].keys() == set()
    assert (draft["lines"][0]["marginInBaseCurrency"], draft["marginInBaseCurrency"]) == (0, -14)


def test_lines_are_numbered_as_sent_or_after_the_others_and_stand_by_their_sort_keys(sandbox: Sandbox) -> None:
    told: list[dict[str, int]] = [{"sortKey": 9}, {"lineNumber": 7, "sortKey": 2}, {}]

    draft = made(sandbox, lines=[{**LINE, **keys} for keys in told])

    assert [(line["lineNumber"], line["sortKey"]) for line in draft["lines"]] == [(7, 2), (1, 9), (8, 10)]


@pytest.mark.parametrize(
    ("line", "place", "code", "told"),
    [
        ({"product": {"productNumber": "1"}}, "quantity", "E04730", "Property quantity must have a value when"),
        ({**LINE, "unitNetPrice": Decimal("10.12345")}, "unitNetPrice", "E04740", "unitNetPrice scale cannot be"),
        ({**LINE, "product": {}}, "product", "E04500", "No identifiers present on product. Please include"),
        ({**LINE, "product": {"productNumber": "X"}}, "product", "E06000", "Product 'X' not found."),
        ({**LINE, "product": {"productNumber": "AL_EF.3"}}, "product", "E06600", "Product 'AL_EF.3' is barred."),
        ({**LINE, "unit": {"unitNumber": 10}}, "unit", "E06000", "Unit '10' not found."),
    ],
)  # fmt: skip
def test_a_line_is_refused_where_it_stands(
    sandbox: Sandbox, line: dict[str, Any], place: str, code: str, told: str
) -> None:
    answer = sandbox.ask("POST", "/invoices/drafts", {**DRAFT, "lines": [LINE, line]}).json()

    [item] = answer["errors"]["lines"]["items"]
    assert (answer["errorCode"], answer["errorCount"], item["arrayIndex"]) == ("E04300", 1, 1)
    [error] = item[place]["errors"]
    assert (error["propertyName"], error["errorCode"]) == (place, code)
    assert error["errorMessage"].startswith(told)


def test_a_line_number_cannot_come_twice(sandbox: Sandbox) -> None:
    error = refused(sandbox, "lines.items.0.lineNumber", lines=[{**LINE, "lineNumber": 1}, {**LINE, "lineNumber": 1}])

    assert error["errorCode"] == "E06010"


@pytest.mark.parametrize(
    ("more", "path", "code", "value"),
    [
        ({"customer": {"customerNumber": 1}}, "customer", "E06820", 1),
        ({"customer": {"customerNumber": 99}}, "customer", "E06000", 99),
        ({"currency": "ZUL"}, "currency", "E06000", "ZUL"),
        ({"layout": {"layoutNumber": 99}}, "layout", "E06000", 99),
        ({"layout": {}}, "layout", "E04500", None),
        ({"paymentTerms": {"paymentTermsNumber": 4711}}, "paymentTerms", "E07080", 4711),
        (
            {"paymentTerms": {"paymentTermsNumber": 1, "paymentTermsType": "prepaid"}},
            "paymentTerms.paymentTermsType",
            "E07180",
            "prepaid",
        ),
        ({"exchangeRate": Decimal("100.0000001")}, "exchangeRate", "E04740", Decimal("100.0000001")),
        ({"recipient": {"name": "K", "vatZone": {"vatZoneNumber": 9}}}, "recipient.vatZone", "E06000", 9),
        ({"deliveryLocation": {"deliveryLocationNumber": 5}}, "deliveryLocation", "E06000", 5),
        ({"references": {"salesPerson": {"employeeNumber": 9}}}, "references.salesPerson", "E06000", 9),
        ({"references": {"customerContact": {"customerContactNumber": 314}}}, "customerContact", "E04800", 314),
        ({"references": {"customerContact": {"customerContactNumber": 9}}}, "references.customerContact", "E06000", 9),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(
    sandbox: Sandbox, more: dict[str, Any], path: str, code: str, value: object
) -> None:
    error = refused(sandbox, path, **more)

    assert (error["errorCode"], error["inputValue"]) == (code, value)


def test_a_contact_of_another_customer_is_told_as_it_was_recorded(sandbox: Sandbox) -> None:
    error = refused(sandbox, "customerContact", references={"customerContact": {"customerContactNumber": 314}})

    assert error["errorMessage"] == "Mismatching customer number for invoice and customer contact"
    assert error["developerHint"] == "Invoice customer: 3, customer contact: 314, customer contact reference: 1"


@pytest.mark.parametrize(
    ("more", "told"),
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
def test_a_body_off_the_schema_is_refused(sandbox: Sandbox, more: dict[str, Any], told: str) -> None:
    answer = sandbox.ask("POST", "/invoices/drafts", {**DRAFT, **more})

    assert (answer.status, answer.json()["errors"]) == (400, [told])


@pytest.mark.parametrize("name", list(DRAFT))
def test_no_draft_can_be_without(sandbox: Sandbox, name: str) -> None:
    answer = sandbox.ask("POST", "/invoices/drafts", {key: value for key, value in DRAFT.items() if key != name})

    assert answer.json()["errors"] == [f"Required properties are missing from object: {name}. Path '{name}'."]


def test_references_may_be_given_by_address(sandbox: Sandbox) -> None:
    line = {**LINE, "product": {"self": f"{HERE}/products/1?demo=true"}}

    draft = made(sandbox, customer={"self": f"{HERE}/customers/3"}, lines=[line])

    assert draft["customer"]["customerNumber"] == 3
    assert draft["lines"][0]["product"] == {"productNumber": "1", "self": f"{HERE}/products/1"}


def test_put_replaces_the_draft_and_its_lines(sandbox: Sandbox) -> None:
    made(sandbox, notes={"heading": "Hej"}, lines=[LINE, LINE])

    after = sandbox.ask("PUT", "/invoices/drafts/1", {**DRAFT, "lines": [{**LINE, "quantity": 1}]})

    assert after.status == 200
    assert "notes" not in after.json()
    assert [line["quantity"] for line in after.json()["lines"]] == [1]
    assert after.json()["netAmount"] == 100


def test_what_was_got_can_be_put_back(sandbox: Sandbox) -> None:
    recipient = {**DRAFT["recipient"], "mobilePhone": "20 20 20 20", "nemHandelType": "ean"}
    contact = {"customerContact": {"customerContactNumber": 316}, "salesPerson": {"employeeNumber": 1}, "other": "7"}
    before = made(sandbox, customer={"customerNumber": 2}, recipient=recipient, references=contact, lines=[LINE])

    after = sandbox.ask("PUT", "/invoices/drafts/1", before)

    assert (after.status, after.json()) == (200, before)


def test_putting_to_a_number_that_nobody_has_makes_it(sandbox: Sandbox) -> None:
    answer = sandbox.ask("PUT", "/invoices/drafts/77", DRAFT)

    assert (answer.status, answer.json()["draftInvoiceNumber"]) == (201, 77)
    assert made(sandbox)["draftInvoiceNumber"] == 78


def test_the_number_in_the_body_must_be_that_of_the_address(sandbox: Sandbox) -> None:
    made(sandbox)

    answer = sandbox.ask("PUT", "/invoices/drafts/1", {**DRAFT, "draftInvoiceNumber": 2})

    assert (answer.status, list(answer.json()["errors"])) == (400, ["draftInvoiceNumber"])


def test_without_a_layout_put_keeps_the_one_it_has(sandbox: Sandbox) -> None:
    made(sandbox, layout={"layoutNumber": 21})

    after = sandbox.ask("PUT", "/invoices/drafts/1", {key: value for key, value in DRAFT.items() if key != "layout"})

    assert after.json()["layout"]["layoutNumber"] == 21


def test_a_draft_keeps_its_recipient_when_its_customer_changes(sandbox: Sandbox) -> None:
    before = made(sandbox)

    after = sandbox.ask("PUT", "/invoices/drafts/1", {**before, "customer": {"customerNumber": 2}}).json()

    assert after["customer"]["customerNumber"] == 2
    assert after["recipient"] == before["recipient"]


def test_a_draft_keeps_its_recipient_when_its_customer_is_written(sandbox: Sandbox) -> None:
    before = made(sandbox)
    customer = sandbox.ask("GET", "/customers/3").json()

    sandbox.ask("PUT", "/customers/3", {**customer, "name": "Nyt navn"})

    assert sandbox.ask("GET", "/invoices/drafts/1").json() == before


def test_lines_can_be_added(sandbox: Sandbox) -> None:
    made(sandbox, lines=[LINE])

    answer = sandbox.ask("POST", "/invoices/drafts/1/lines", {"lines": [{**LINE, "quantity": 1}]})

    assert answer.status == 201
    assert [line["lineNumber"] for line in answer.json()["lines"]] == [1, 2]
    assert (answer.json()["netAmount"], answer.json()["vatAmount"]) == (300, 75)
    assert sandbox.ask("GET", "/invoices/drafts/1").json() == answer.json()
    assert sandbox.ask("POST", "/invoices/drafts/9/lines", {"lines": []}).status == 404


def test_deleting_one_tells_what_it_did(sandbox: Sandbox) -> None:
    made(sandbox)

    answer = sandbox.ask("DELETE", "/invoices/drafts/1")

    items = [{"draftInvoiceNumber": 1, "self": f"{HERE}/invoices/drafts/1"}]
    assert (answer.status, answer.json()) == (
        200,
        {"message": "Deleted invoice.", "deletedCount": 1, "deletedItems": items},
    )
    assert sandbox.ask("DELETE", "/invoices/drafts/1").json()["errorCode"] == "E06000"
    assert made(sandbox)["draftInvoiceNumber"] == 1


def test_deleting_many_goes_by_the_filter(sandbox: Sandbox) -> None:
    for customer in (2, 2, 3):
        made(sandbox, customer={"customerNumber": customer})

    answer = sandbox.ask("DELETE", "/invoices/drafts?filter=customer.customerNumber$eq:2").json()

    assert (answer["message"], answer["deletedCount"]) == ("Deleted 2 invoices.", 2)
    assert [item["draftInvoiceNumber"] for item in answer["deletedItems"]] == [1, 2]
    assert sandbox.ask("GET", "/invoices/drafts").json()["pagination"]["results"] == 1


def test_a_filter_that_cannot_be_understood_deletes_nothing(sandbox: Sandbox) -> None:
    made(sandbox)

    answer = sandbox.ask("DELETE", "/invoices/drafts?filter=netAmount$eq:0")

    assert (answer.status, answer.json()["errors"]) == (400, ["Filtering is not allowed on property 'netAmount'."])
    assert sandbox.ask("GET", "/invoices/drafts/1").status == 200


def test_without_a_filter_all_drafts_are_deleted(sandbox: Sandbox) -> None:
    made(sandbox)
    made(sandbox)

    sandbox.ask("DELETE", "/invoices/drafts")

    assert sandbox.ask("GET", "/invoices/drafts").json()["collection"] == []


def test_a_customer_has_its_own(sandbox: Sandbox) -> None:
    made(sandbox, customer={"customerNumber": 2})
    made(sandbox, customer={"customerNumber": 3}, date="2026-11-22")

    answer = sandbox.ask("GET", "/customers/3/invoices/drafts?filter=date$gte:2026-11-21&sort=-date").json()

    assert [draft["draftInvoiceNumber"] for draft in answer["collection"]] == [2]
    assert answer["pagination"]["resultsWithoutFilter"] == 1
    assert sandbox.ask("GET", "/customers/99/invoices/drafts").status == 404


def test_drafts_are_filtered_by_day(sandbox: Sandbox) -> None:
    for day in ("2026-11-19", "2026-11-20", "2026-11-21"):
        made(sandbox, date=day)

    def found(operator: str) -> list[int]:
        answer = sandbox.ask("GET", f"/invoices/drafts?filter=date${operator}:2026-11-20").json()
        return [draft["draftInvoiceNumber"] for draft in answer["collection"]]

    assert [found(operator) for operator in ("eq", "ne", "lt", "gte")] == [[2], [1, 3], [1], [2, 3]]


@pytest.mark.parametrize("query", ["filter=dueDate$eq:2026-11-20", "sort=grossAmount", "sort=lastUpdated"])
def test_amounts_and_due_dates_are_never_filtered_or_sorted_by(sandbox: Sandbox, query: str) -> None:
    assert sandbox.ask("GET", f"/invoices/drafts?{query}").status == 400


def test_what_a_draft_uses_cannot_be_deleted_until_it_is_gone(sandbox: Sandbox) -> None:
    contact = {"customerContact": {"customerContactNumber": 316}}
    made(sandbox, customer={"customerNumber": 2}, references=contact, lines=[LINE])
    used = ("/customers/2", "/customers/2/contacts/316", "/products/1")

    before = [sandbox.ask("DELETE", path) for path in used]
    sandbox.ask("DELETE", "/invoices/drafts/1")
    after = [sandbox.ask("DELETE", path).status for path in reversed(used)]

    assert [(response.status, response.json()["errorCode"]) for response in before] == [
        (400, "CustomerIsInUse"),
        (400, "CustomerContactIsInUse"),
        (400, "ProductIsInUse"),
    ]
    assert after == [204, 204, 204]


def test_what_leads_to_booking(sandbox: Sandbox) -> None:
    made(sandbox)
    here = f"{HERE}/invoices/drafts/1"

    templates = sandbox.ask("GET", "/invoices/drafts/1/templates").json()
    instructions = sandbox.ask("GET", "/invoices/drafts/1/templates/booking-instructions").json()

    booking = f"{here}/templates/booking-instructions"
    assert templates == {"bookingInstructions": booking, "self": f"{here}/templates"}
    assert instructions == {"draftInvoice": {"draftInvoiceNumber": 1, "self": here}, "self": booking}


def test_an_amount_as_large_as_can_be_is_reckoned_with(sandbox: Sandbox) -> None:
    most = 9_999_999_999_999
    line = {**LINE, "quantity": most, "unitNetPrice": most, "unitCostPrice": -most}

    draft = made(sandbox, currency="EUR", exchangeRate=999_999_999_999, lines=[line])

    assert draft["netAmount"] == most * most


def test_a_due_date_that_was_sent_counts_only_where_it_is_set_by_hand(sandbox: Sandbox) -> None:
    sent = {"dueDate": "2027-01-01"}

    due = {
        number: made(sandbox, paymentTerms={"paymentTermsNumber": number}, **sent)["dueDate"] for number in (1, 6, 8)
    }

    assert due == {1: "2026-11-28", 6: "2027-01-01", 8: "2026-11-20"}


@pytest.mark.parametrize(
    ("sent", "code", "told"),
    [
        ({}, "E04042", "dueDate is missing a value"),
        ({"dueDate": "2026-11-19"}, "E04760", "dueDate cannot be earlier than date."),
    ],
)
def test_a_due_date_set_by_hand_must_be_there_and_not_before_the_date(
    sandbox: Sandbox, sent: dict[str, str], code: str, told: str
) -> None:
    error = refused(sandbox, "dueDate", paymentTerms={"paymentTermsNumber": 6}, **sent)

    assert (error["errorCode"], error["errorMessage"]) == (code, told)
