"""The recorded answers, each with how the sandbox is brought to give the same."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.reference import recorded_answer
from tests.sandbox import small_seed

API_ORIGIN = "https://restapi.e-conomic.com"
CUSTOMER_BODY = {
    "currency": "DKK",
    "customerGroup": {"customerGroupNumber": 1},
    "name": "Mr. Anderson",
    "paymentTerms": {"paymentTermsNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
}
DRAFT = {
    "date": "2020-01-08",
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
    "customer": {"customerNumber": 1},
    "recipient": {"name": "Torstens Torskebutik", "vatZone": {"vatZoneNumber": 1}},
}
LINES = [
    {
        "description": "Frisk torsk - med rogn",
        "unit": {"unitNumber": 1},
        "product": {"productNumber": "1"},
        "quantity": 3,
        "unitNetPrice": Decimal("153.44"),
        "discountPercentage": 10,
        "unitCostPrice": Decimal("10.2"),
    },
    {
        "description": "Helleflynder",
        "unit": {"unitNumber": 1},
        "product": {"productNumber": "1"},
        "quantity": 2,
        "unitNetPrice": 23,
        "unitCostPrice": Decimal("10.22"),
    },
]
BAD_TOKENS = {"X-AppSecretToken": "x", "X-AgreementGrantToken": "y"}
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recording:
    """One file: what is asked, and which noun the recorded documents are put in as before."""

    file: str
    method: str
    path: str
    noun: str = ""
    body: Document | None = None
    headers: dict[str, str] | None = None
    extra_documents: tuple[tuple[str, Document], ...] = ()
    replaced_nouns: tuple[str, ...] = ()  # further nouns of which there is nothing but `more`
    surrounding_customers: tuple[int, int] = (0, 0)  # customers before and after the recorded ones

    @property
    def body_bytes(self) -> bytes:
        """The body as it was recorded."""
        content = recorded_answer(self.file)
        # This file has spaces strewn into its strings, as INDEX.md says.
        return b"".join(content.split()) if self.file == "GET_units_2019.json" else content

    def generate_documents(self, _size: int, day: date) -> Iterator[tuple[str, Document]]:
        """A tiny agreement in which the recorded documents replace the seeded ones of that noun."""
        for noun, document in small_seed.generate_documents(0, day):
            if noun not in (self.noun, *self.replaced_nouns, "customers", "contacts", "delivery-locations"):
                yield noun, document
        before, after = self.surrounding_customers
        yield from (("customers", build_customer(number)) for number in (*range(1, before + 1), *_last_numbers(after)))
        yield from self.extra_documents
        if self.noun:
            recorded = json.loads(self.body_bytes, parse_float=Decimal)
            for document in recorded.get("collection", [recorded]):
                yield self.noun, to_stored(document)


def build_customer(number: int) -> Document:
    """A customer as plain as can be."""
    amounts = {"balance": Decimal("0.00"), "dueAmount": Decimal("0.00")}
    return {**CUSTOMER_BODY, "customerNumber": number, **amounts, "lastUpdated": "2026-01-01T00:00:00Z"}


def _last_numbers(count: int) -> range:
    return range(999_999_999 - count + 1, 1_000_000_000)


def to_stored(serialized: Any) -> Any:
    """A document as the store keeps it: without links, without what is nothing but links."""
    if not isinstance(serialized, dict):
        return [to_stored(item) for item in serialized] if isinstance(serialized, list) else serialized
    document = {}
    for key, value in serialized.items():
        if key in ("metaData", "self") or (isinstance(value, str) and value.startswith("https://rest")):
            continue
        if key in ("attention", "customerContact") and isinstance(value, dict):
            value = {"customerContactNumber": value["customerContactNumber"]}
        if (inner := to_stored(value)) != {}:
            document[key] = inner
    return document


def build_contact(number: int, name: str) -> tuple[str, Document]:
    """A contact of customer 1."""
    return "contacts", {
        "customerContactNumber": number,
        "name": name,
        "customer": {"customerNumber": 1},
        "sortKey": number,
    }


def build_draft(number: int) -> tuple[str, Document]:
    """A draft as plain as can be."""
    handle = {"currentInvoiceHandle": {"id": number}}
    return "draft-invoices", {**DRAFT, "draftInvoiceNumber": number, "soap": handle}


FIRST_CUSTOMER = ("customers", build_customer(1))
BARRED_PRODUCT = {
    "productNumber": "SPE-16-029712-9000",
    "name": "Udgået",
    "salesPrice": Decimal("1.00"),
    "barred": True,
    "lastUpdated": "2022-06-12T10:00:00Z",
    "productGroup": {"productGroupNumber": 1, "name": "Varer m/moms"},
}
DELIVERY_ADDRESS = {"address": "Rødspætteallé 3", "zip": "1234", "city": "Esbjerg", "country": "Danmark"}
RECIPIENT = {"name": "Toj & Co Grossisten", "address": "Vejlevej 21", "zip": "7000", "city": "Fredericia"}
RECIPIENT_WITH_ADDRESS = {**DELIVERY_ADDRESS, "name": "Torstens Torskebutik"}
ALL_QUERY = "?skippages=0&pagesize=1000"
BODY_WITH_UNKNOWN_GROUP = {**CUSTOMER_BODY, "customerGroup": {"customerGroupNumber": 77}}
RECORDINGS = [
    Recording("GET_customers_2020_default_page.json", "GET", "/customers", "customers", surrounding_customers=(0, 30)),
    Recording("GET_customers_n_2019_metadata.json", "GET", "/customers/1", "customers"),
    Recording("GET_customers_n_2020.json", "GET", "/customers/1", "customers"),
    Recording(
        "GET_customers_p0of4_pagesize1000_2019.json",
        "GET",
        "/customers?skippages=0&pagesize=7",
        "customers",
        surrounding_customers=(0, 21),
    ),
    Recording(
        "GET_customers_p1of4_pagesize1000_2019.json",
        "GET",
        "/customers?skippages=1&pagesize=1",
        "customers",
        surrounding_customers=(1, 2),
    ),
    Recording(
        "GET_customers_p3of4_pagesize1000_2019.json",
        "GET",
        "/customers?skippages=3&pagesize=1",
        "customers",
        surrounding_customers=(3, 0),
    ),
    Recording("POST_customers_201_2024.json", "POST", "/customers", body=CUSTOMER_BODY),
    Recording(
        "PUT_customers_n_200_2024.json",
        "PUT",
        "/customers/1",
        body=CUSTOMER_BODY,
        extra_documents=(("customers", {**build_customer(1), "balance": 0, "eInvoicingDisabledByDefault": False}),),
    ),
    Recording(
        "GET_customers_1_contacts_2019.json",
        "GET",
        f"/customers/1/contacts{ALL_QUERY}",
        "contacts",
        extra_documents=(FIRST_CUSTOMER,),
    ),
    Recording(
        "GET_customers_1_contacts_filter_like_2019.json",
        "GET",
        f"/customers/1/contacts{ALL_QUERY}&filter=name%24like%3aTorsten",
        "contacts",
        extra_documents=(FIRST_CUSTOMER, build_contact(1, "Simon"), build_contact(2, "Bo"), build_contact(3, "Åse")),
    ),
    Recording(
        "GET_customers_1_contacts_n.json",
        "GET",
        "/customers/1/contacts/325",
        "contacts",
        extra_documents=(FIRST_CUSTOMER,),
    ),
    Recording(
        "POST_customers_1_contacts_201.json",
        "POST",
        "/customers/1/contacts",
        body={"name": "T"},
        extra_documents=(FIRST_CUSTOMER,),
    ),
    Recording(
        "GET_empty_collection_2019.json", "GET", f"/customers/1/contacts{ALL_QUERY}", extra_documents=(FIRST_CUSTOMER,)
    ),
    Recording("GET_customer-groups_2019.json", "GET", f"/customer-groups{ALL_QUERY}", "customer-groups"),
    Recording("GET_customer-groups_n_2020.json", "GET", "/customer-groups/1", "customer-groups"),
    Recording("GET_layouts.json", "GET", f"/layouts{ALL_QUERY}", "layouts"),
    Recording("GET_layouts_n_2020.json", "GET", "/layouts/19", "layouts"),
    Recording("GET_payment-terms_2019.json", "GET", f"/payment-terms{ALL_QUERY}", "payment-terms"),
    Recording("GET_payment-terms_n_2020.json", "GET", "/payment-terms/1", "payment-terms"),
    Recording("GET_vat-zones_2019.json", "GET", f"/vat-zones{ALL_QUERY}", "vat-zones"),
    Recording("GET_vat-zones_n_2020.json", "GET", "/vat-zones/1", "vat-zones"),
    Recording("GET_units_2019.json", "GET", f"/units{ALL_QUERY}", "units"),
    Recording("GET_self_2019.json", "GET", "/self", "self"),
    Recording("ERR_401_2020-01-18.json", "GET", "/products/%2233442041041%22", headers=BAD_TOKENS),
    Recording("ERR_404_resource_not_found_2024-10-24.json", "GET", "/nothing"),
    Recording(
        "ERR_400_E04300_customerGroup_not_found_2023-06-21.json", "POST", "/customers", body=BODY_WITH_UNKNOWN_GROUP
    ),
    Recording(
        "ERR_400_E06010_duplicate_key_2016.json",
        "POST",
        "/customers",
        body={**CUSTOMER_BODY, "customerNumber": 1},
        extra_documents=(FIRST_CUSTOMER,),
    ),
    Recording("ERR_400_bad_filter_property_2026-08-12.json", "GET", "/customers?filter=bogusProp$eq:1"),
    Recording("GET_products_2019.json", "GET", f"/products{ALL_QUERY}", "products"),
    Recording("GET_products_n_2019.json", "GET", "/products/01CF8D2E-A6A6-4", "products"),
    Recording("GET_product-groups_2019.json", "GET", f"/product-groups{ALL_QUERY}", "product-groups"),
    Recording(
        "GET_products_n_currency-specific-sales-prices_2019.json",
        "GET",
        "/products/1/pricing/currency-specific-sales-prices",
    ),
    Recording("GET_invoices_drafts_2020.json", "GET", "/invoices/drafts", "draft-invoices"),
    Recording("GET_invoices_drafts_2024.json", "GET", f"/invoices/drafts{ALL_QUERY}", "draft-invoices"),
    Recording("GET_invoices_drafts_n_2019.json", "GET", "/invoices/drafts/19", "draft-invoices"),
    Recording("GET_invoices_drafts_n_2020.json", "GET", "/invoices/drafts/35183", "draft-invoices"),
    Recording(
        "POST_invoices_drafts_201_lines_discount_2020.json",
        "POST",
        "/invoices/drafts",
        body={
            **DRAFT,
            "recipient": {**RECIPIENT_WITH_ADDRESS, "publicEntryNumber": "nummer 1", "vatZone": {"vatZoneNumber": 1}},
            "delivery": {**DELIVERY_ADDRESS, "deliveryDate": "2020-01-08"},
            "notes": {"heading": "Dette er en overskrift"},
            "lines": LINES,
        },
        extra_documents=(FIRST_CUSTOMER,),
    ),
    Recording(
        "POST_invoices_drafts_201_nolines_2024.json",
        "POST",
        "/invoices/drafts",
        body={**DRAFT, "recipient": {**RECIPIENT, "vatZone": {"vatZoneNumber": 1}}, "references": {"other": "Ref"}},
        extra_documents=(("customers", {**build_customer(1), "corporateIdentificationNumber": "22001884"}),),
    ),
    Recording("DELETE_invoices_drafts_n_200.json", "DELETE", "/invoices/drafts/23", extra_documents=(build_draft(23),)),
    Recording("GET_invoices_booked_2020.json", "GET", "/invoices/booked", "booked-invoices"),
    Recording("GET_invoices_booked_n_2020.json", "GET", "/invoices/booked/10002", "booked-invoices"),
    # Booked invoices look alike whether they were just booked or are got later.
    Recording("POST_invoices_booked_201_2019.json", "GET", "/invoices/booked/10", "booked-invoices"),
    Recording("POST_invoices_booked_201_2024.json", "GET", "/invoices/booked/31", "booked-invoices"),
    Recording("POST_invoices_booked_201_sendBy_ean_2024.json", "GET", "/invoices/booked/38", "booked-invoices"),
    Recording("PUT_invoices_booked_bookWithNumber_2019.json", "GET", "/invoices/booked/9999999", "booked-invoices"),
    Recording("ERR_404_typed_product_2020-01-18.json", "GET", "/products/33442041041"),
    Recording(
        "ERR_400_E04800_contact_of_other_customer.json",
        "POST",
        "/invoices/drafts",
        body={**DRAFT, "references": {"customerContact": {"customerContactNumber": 7}}},
        extra_documents=(
            FIRST_CUSTOMER,
            ("customers", build_customer(2)),
            ("contacts", {**build_contact(7, "Bo")[1], "customer": {"customerNumber": 2}}),
        ),
    ),
    Recording(
        "ERR_400_E06600_draft_line_product_barred_2022-06-12.json",
        "POST",
        "/invoices/drafts",
        body={
            **DRAFT,
            "lines": [*LINES * 4, {**LINES[0], "product": {"productNumber": BARRED_PRODUCT["productNumber"]}}],
        },
        extra_documents=(FIRST_CUSTOMER, ("products", BARRED_PRODUCT)),
    ),
    Recording(
        "ERR_400_E06820_customer_barred_2025-08-01.json",
        "POST",
        "/invoices/drafts",
        body=DRAFT,
        extra_documents=(("customers", {**build_customer(1), "barred": True}),),
    ),
    Recording(
        "DOC_400_annotated_2015.json",
        "POST",
        "/invoices/drafts",
        body={
            **DRAFT,
            "currency": "ZUL",
            "customer": {"customerNumber": 987987987},
            "lines": [
                {**LINES[0], "unit": {"unitNumber": 10}, "unitNetPrice": Decimal("10.12345")},
                {"product": {}, "quantity": 1},
            ],
        },
    ),
]
