"""Records: lenient to read, and lossless to write back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.gateway.errors import UnexpectedResponse
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import (
    Agreement,
    BookedInvoice,
    Contact,
    CurrencyPrice,
    Customer,
    CustomerGroup,
    DeliveryLocation,
    DraftInvoice,
    Product,
    ProductGroup,
    Record,
)
from econ_admin.gateway.records.references import ContactReference, LayoutReference
from tests.gateway.recordings import decimal_decoder, list_recorded_documents
from tests.reference import needs_documents, recorded_answer

with_each_recorded_document = pytest.mark.parametrize(
    ("record", "body"),
    [pytest.param(record, body, id=f"{record.__name__}-{name}") for name, record, body in list_recorded_documents()],
)

CUSTOMER: dict[str, Any] = {
    "customerNumber": 7,
    "currency": "DKK",
    "paymentTerms": {"paymentTermsNumber": 1, "self": "https://economic.example/payment-terms/1"},
    "customerGroup": {"customerGroupNumber": 1, "self": "https://economic.example/customer-groups/1"},
    "vatZone": {"vatZoneNumber": 1, "self": "https://economic.example/vat-zones/1"},
    "name": "Ada Holm",
}


def customer(**properties: Any) -> Customer:
    return Customer.decode(encode(CUSTOMER | properties))


LINK_NAMES = {"self", "metaData", "contacts", "templates", "totals", "deliveryLocations", "invoices"}
TOTALS = {"netAmount", "netAmountInBaseCurrency", "grossAmount", "grossAmountInBaseCurrency", "vatAmount"}
TOTALS |= {"roundingAmount", "marginInBaseCurrency", "marginPercentage", "totalNetAmount"}
OMITTED: dict[type[Record], set[str]] = {
    Customer: {"balance", "dueAmount", "lastUpdated"},
    Contact: {"sortKey", "deleted"},
    DraftInvoice: TOTALS | {"soap", "costPriceInBaseCurrency", "lastUpdated", "attachment", "pdf"},
    BookedInvoice: TOTALS
    | {"bookedInvoiceNumber", "orderNumber", "remainder", "remainderInBaseCurrency", "sent", "pdf"},
    Product: {"lastUpdated", "pricing"},
    ProductGroup: {"salesAccounts", "products", "inventoryEnabled", "accrual"},
}
REFERENCE_KEYS = {
    "attention": "customerContactNumber",
    "customer": "customerNumber",
    "customerContact": "customerContactNumber",
    "customerGroup": "customerGroupNumber",
    "currency": "code",
    "defaultDeliveryLocation": "deliveryLocationNumber",
    "deliveryLocation": "deliveryLocationNumber",
    "layout": "layoutNumber",
    "paymentTerms": "paymentTermsNumber",
    "product": "productNumber",
    "productGroup": "productGroupNumber",
    "project": "projectNumber",
    "salesPerson": "employeeNumber",
    "unit": "unitNumber",
    "vatZone": "vatZoneNumber",
    "vendorReference": "employeeNumber",
}
STOCK_FIELDS = {"available", "inStock", "orderedByCustomers", "orderedFromSuppliers", "grossWeight", "netWeight"}
CHANGES: dict[type[Record], tuple[str, str, Any]] = {
    Agreement: ("user_name", "userName", "Ænder & Søn"),
    BookedInvoice: ("currency", "currency", "EUR"),
    CurrencyPrice: ("price", "price", Decimal("1.50")),
    DraftInvoice: ("exchange_rate", "exchangeRate", Decimal("743.914941")),
}


def build_writable(record: Record, document: dict[str, Any]) -> dict[str, Any]:
    """The document as a PUT should have it, worked out apart from the code under test.

    Without links and read-only parts, and with other documents by their keys alone.
    """
    omitted = LINK_NAMES | OMITTED.get(type(record), set())
    keys = (
        {} if isinstance(record, CustomerGroup) else REFERENCE_KEYS
    )  # its layout and account are unknown to the record
    return {name: strip_value(name, value, keys) for name, value in document.items() if name not in omitted}


def strip_value(name: str, value: Any, reference_keys: dict[str, str]) -> Any:
    if name in reference_keys and isinstance(value, dict):
        return {reference_keys[name]: value[reference_keys[name]]}
    if isinstance(value, dict):
        computed = {"lines": TOTALS | {"vatRate"}, "inventory": STOCK_FIELDS, "recipient": {"cvr"}}
        gone = computed.get(name, set()) | {"self"}
        return {key: strip_value(key, item, reference_keys) for key, item in value.items() if key not in gone}
    return [strip_value(name, item, reference_keys) for item in value] if isinstance(value, list) else value


def test_every_noun_has_recorded_documents() -> None:
    record_classes = {record for _, record, _ in list_recorded_documents()}

    assert {
        Customer,
        Contact,
        Agreement,
        DraftInvoice,
        BookedInvoice,
        Product,
        ProductGroup,
        CurrencyPrice,
    } < record_classes
    assert len(list_recorded_documents()) > 70


@with_each_recorded_document
def test_recorded_documents_are_decoded_with_all_known_properties(record: type[Record], body: bytes) -> None:
    document = decimal_decoder.decode(body)

    record_read = record.decode(body)

    again = decimal_decoder.decode(msgspec.json.Encoder(decimal_format="number").encode(record_read))
    for name, value in document.items():
        if name in again and isinstance(value, str | int | Decimal):
            assert again[name] == value, name
    assert record_read.raw == body


@with_each_recorded_document
def test_recorded_document_written_back_differs_only_in_the_change(record: type[Record], body: bytes) -> None:
    record_read = record.decode(body)
    document = build_writable(record_read, decimal_decoder.decode(body))
    field, name, value = CHANGES.get(record, ("name", "name", "Ænder & Søn"))

    changed = record_read.with_changes(**{field: value})

    assert changed == document | {name: value}
    assert record_read.with_changes() == document


@with_each_recorded_document
def test_numbers_keep_their_digits_in_a_round_trip(record: type[Record], body: bytes) -> None:
    record_read = record.decode(body)

    written = record_read.with_changes()

    assert encode(written) == encode(build_writable(record_read, decimal_decoder.decode(body)))


def test_customer_fields_are_decoded() -> None:
    record_read = customer(
        balance=Decimal("151875.00"),
        creditLimit=Decimal("0.00"),
        lastUpdated="2019-01-22T16:03:55Z",
        corporateIdentificationNumber="DK12345678",
        telephoneAndFaxNumber="7629 2929",
        pNumber="1000000001",
        eInvoicingDisabledByDefault=True,
        layout={"layoutNumber": 16, "self": "https://economic.example/layouts/16"},
        attention={"customerContactNumber": 3},
        salesPerson={"employeeNumber": 4},
        defaultDeliveryLocation={"deliveryLocationNumber": 5},
        barred=True,
    )

    assert record_read.payment_terms.payment_terms_number == record_read.payment_terms.number == 1
    assert record_read.balance == Decimal("151875.00")
    assert str(record_read.credit_limit) == "0.00"
    assert record_read.last_updated == datetime(2019, 1, 22, 16, 3, 55, tzinfo=UTC)
    assert record_read.layout == LayoutReference(16)
    assert record_read.attention == ContactReference(3)
    assert record_read.sales_person is not None
    assert record_read.sales_person.number == 4
    assert (record_read.p_number, record_read.barred, record_read.e_invoicing_disabled_by_default) == (
        "1000000001",
        True,
        True,
    )
    assert (record_read.email, record_read.due_amount, record_read.customer_contact) == ("", None, None)


@needs_documents
def test_agreement_fields_are_decoded() -> None:
    agreement = Agreement.decode(recorded_answer("GET_self_2019.json"))

    assert (agreement.agreement_number, agreement.company.name) == (1118081, "The Demo Company")
    assert agreement.settings.base_currency == "DKK"
    assert agreement.signup_date == date(2016, 2, 17)
    assert [role.name for role in agreement.application.required_roles] == ["SuperUser"]
    assert len(agreement.modules) == 9


def test_decoding_ignores_limits_and_unknown_properties() -> None:
    record_read = customer(
        name="x" * 300, currency="KRONER", pNumber="12", whatIsNew={"deep": [1, {"self": "s"}]}, zip=""
    )

    assert len(record_read.name) == 300
    assert record_read.zip == customer().zip == ""


def test_null_is_decoded_as_absent() -> None:
    record_read = customer(
        email=None, barred=None, layout=None, balance=Decimal("1.00"), lastUpdated="2019-01-22T16:03:55Z"
    )

    assert (record_read.email, record_read.barred, record_read.layout, str(record_read.balance)) == (
        "",
        False,
        None,
        "1.00",
    )


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{}", b'{"customerNumber":"7"}', b'{"customerNumber":7', b"\xff", b"[" * 100_000]
)
def test_invalid_customer_is_an_unexpected_response(body: bytes) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(body)


def test_records_are_immutable() -> None:
    with pytest.raises(AttributeError):
        customer().name = "Other"  # type: ignore[misc]


def test_unknown_properties_are_kept_and_links_are_dropped() -> None:
    document = customer(
        whatIsNew={"scale": Decimal("1.500000"), "list": [{"number": 1, "self": "s"}]},
        onlyALink={"self": "https://economic.example/things/1"},
        contacts="https://economic.example/customers/7/contacts",
        metaData={"delete": {}},
        self="https://economic.example/customers/7",
    ).with_changes()

    assert document["whatIsNew"] == {"scale": Decimal("1.500000"), "list": [{"number": 1}]}
    assert document["onlyALink"] == {"self": "https://economic.example/things/1"}
    assert not document.keys() & {"contacts", "metaData", "self"}


def test_reference_is_written_by_its_number_only() -> None:
    record_read = customer(
        attention={"customerContactNumber": 3, "customer": {"customerNumber": 7, "self": "s"}, "self": "other"}
    )

    document = record_read.with_changes(payment_terms=5, layout=LayoutReference(16))

    assert document["paymentTerms"] == {"paymentTermsNumber": 5}
    assert document["layout"] == {"layoutNumber": 16}
    assert document["attention"] == {"customerContactNumber": 3}
    assert document["vatZone"] == {"vatZoneNumber": 1}


@pytest.mark.parametrize("emptied", ["", None])
def test_emptied_field_is_omitted(emptied: str | None) -> None:
    record_read = customer(email="ada@example.com", layout={"layoutNumber": 16}, creditLimit=Decimal("10.00"))

    document = record_read.with_changes(email=emptied, layout=None, credit_limit=None)

    assert record_read.with_changes().keys() - document.keys() == {"email", "layout", "creditLimit"}


def test_empty_list_is_omitted_and_filled_list_is_written() -> None:
    contact = Contact.decode(b'{"customerContactNumber":314,"name":"Ada","emailNotifications":["invoices"]}')

    assert "emailNotifications" not in contact.with_changes(email_notifications=())
    assert encode(contact.with_changes(email_notifications=("orders",))).endswith(b'"emailNotifications":["orders"]}')


def test_zero_and_false_are_not_empty() -> None:
    document = customer(barred=True).with_changes(credit_limit=Decimal("0.00"), barred=False)

    assert str(document["creditLimit"]) == "0.00"
    assert document["barred"] is False


def test_null_is_not_sent_back() -> None:
    document = customer(whatIsNew=None, other={"deep": None, "kept": 1}).with_changes()

    assert "whatIsNew" not in document
    assert document["other"] == {"kept": 1}


@pytest.mark.parametrize(
    "field", ["balance", "due_amount", "last_updated", "e_invoicing_disabled_by_default", "raw", "nmae", "contacts"]
)
def test_fields_that_a_put_ignores_cannot_be_changed(field: str) -> None:
    with pytest.raises(TypeError, match=field):
        customer(balance=Decimal("1.00")).with_changes(**{field: 5})


def test_field_that_only_a_patch_changes_is_sent_back_unchanged() -> None:
    assert customer(eInvoicingDisabledByDefault=True).with_changes(name="x")["eInvoicingDisabledByDefault"] is True


def test_numbers_that_a_put_requires_are_kept() -> None:
    contact = Contact.decode(b'{"customerContactNumber":314,"name":"Ada","customer":{"customerNumber":7},"sortKey":16}')
    location = DeliveryLocation.decode(b'{"deliveryLocationNumber":5,"address":"Havnen 1","sortKey":2}')

    assert contact.with_changes() == {"customerContactNumber": 314, "name": "Ada", "customer": {"customerNumber": 7}}
    assert location.with_changes() == {"address": "Havnen 1", "sortKey": 2}


def test_new_document_is_written_by_the_same_rules() -> None:
    document = Customer.new_document(
        name="Ada Holm", currency="DKK", payment_terms=1, email="", layout=None, e_invoicing_disabled_by_default=True
    )

    assert document == {
        "name": "Ada Holm",
        "currency": "DKK",
        "paymentTerms": {"paymentTermsNumber": 1},
        "eInvoicingDisabledByDefault": True,
    }


json_values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20) | st.decimals(-(10**9), 10**9, places=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8).map("k{}".format), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=8).map("unknown {}".format), json_values, max_size=5))
def test_unknown_properties_are_kept_exactly(unknown: dict[str, Any]) -> None:
    written = decimal_decoder.decode(encode(customer(**unknown).with_changes(name="Other")))

    assert {name: written[name] for name in unknown} == decimal_decoder.decode(encode(unknown))
    assert encode({name: written[name] for name in unknown}) == encode(unknown)
