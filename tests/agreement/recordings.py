"""The recorded answers, each with how the sandbox is brought to give the same."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.reference import recorded_answer
from tests.sandbox import small_seed

ADDRESS = "https://restapi.e-conomic.com"
SENT = {
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
    more: tuple[tuple[str, Document], ...] = ()
    instead: tuple[str, ...] = ()  # further nouns of which there is nothing but `more`
    around: tuple[int, int] = (0, 0)  # customers before and after the recorded ones

    @property
    def answer(self) -> bytes:
        """The body as it was recorded."""
        whole = recorded_answer(self.file)
        # This file has spaces strewn into its strings, as INDEX.md says.
        return b"".join(whole.split()) if self.file == "GET_units_2019.json" else whole

    def documents(self, _size: int, day: date) -> Iterator[tuple[str, Document]]:
        """A tiny agreement with the recorded documents in it, instead of its own of that noun."""
        for noun, document in small_seed.documents(0, day):
            if noun not in (self.noun, *self.instead, "customers", "contacts", "delivery-locations"):
                yield noun, document
        before, after = self.around
        yield from (("customers", filler(number)) for number in (*range(1, before + 1), *_last(after)))
        yield from self.more
        if self.noun:
            recorded = json.loads(self.answer, parse_float=Decimal)
            for document in recorded.get("collection", [recorded]):
                yield self.noun, stored(document)


def filler(number: int) -> Document:
    """A customer as plain as can be."""
    amounts = {"balance": Decimal("0.00"), "dueAmount": Decimal("0.00")}
    return {**SENT, "customerNumber": number, **amounts, "lastUpdated": "2026-01-01T00:00:00Z"}


def _last(count: int) -> range:
    return range(999_999_999 - count + 1, 1_000_000_000)


def stored(shown: Any) -> Any:
    """A document as the store keeps it: without links, without what is nothing but links."""
    if not isinstance(shown, dict):
        return [stored(item) for item in shown] if isinstance(shown, list) else shown
    kept = {}
    for key, value in shown.items():
        if key in ("metaData", "self") or (isinstance(value, str) and value.startswith("https://rest")):
            continue
        if key in ("attention", "customerContact") and isinstance(value, dict):
            value = {"customerContactNumber": value["customerContactNumber"]}
        if (inner := stored(value)) != {}:
            kept[key] = inner
    return kept


def contact(number: int, name: str) -> tuple[str, Document]:
    """A contact of customer 1."""
    return "contacts", {
        "customerContactNumber": number,
        "name": name,
        "customer": {"customerNumber": 1},
        "sortKey": number,
    }


def draft(number: int) -> tuple[str, Document]:
    """A draft as plain as can be."""
    handle = {"currentInvoiceHandle": {"id": number}}
    return "draft-invoices", {**DRAFT, "draftInvoiceNumber": number, "soap": handle}


ONE = ("customers", filler(1))
BARRED = {
    "productNumber": "SPE-16-029712-9000",
    "name": "Udgået",
    "salesPrice": Decimal("1.00"),
    "barred": True,
    "lastUpdated": "2022-06-12T10:00:00Z",
    "productGroup": {"productGroupNumber": 1, "name": "Varer m/moms"},
}
PLACE = {"address": "Rødspætteallé 3", "zip": "1234", "city": "Esbjerg", "country": "Danmark"}
RECIPIENT = {"name": "Toj & Co Grossisten", "address": "Vejlevej 21", "zip": "7000", "city": "Fredericia"}
ADDRESSED = {**PLACE, "name": "Torstens Torskebutik"}
ALL = "?skippages=0&pagesize=1000"
GROUP = {**SENT, "customerGroup": {"customerGroupNumber": 77}}
RECORDINGS = [
    Recording("GET_customers_2020_default_page.json", "GET", "/customers", "customers", around=(0, 30)),
    Recording("GET_customers_n_2019_metadata.json", "GET", "/customers/1", "customers"),
    Recording("GET_customers_n_2020.json", "GET", "/customers/1", "customers"),
    Recording(
        "GET_customers_p0of4_pagesize1000_2019.json",
        "GET",
        "/customers?skippages=0&pagesize=7",
        "customers",
        around=(0, 21),
    ),
    Recording(
        "GET_customers_p1of4_pagesize1000_2019.json",
        "GET",
        "/customers?skippages=1&pagesize=1",
        "customers",
        around=(1, 2),
    ),
    Recording(
        "GET_customers_p3of4_pagesize1000_2019.json",
        "GET",
        "/customers?skippages=3&pagesize=1",
        "customers",
        around=(3, 0),
    ),
    Recording("POST_customers_201_2024.json", "POST", "/customers", body=SENT),
    Recording(
        "PUT_customers_n_200_2024.json",
        "PUT",
        "/customers/1",
        body=SENT,
        more=(("customers", {**filler(1), "balance": 0, "eInvoicingDisabledByDefault": False}),),
    ),
    Recording("GET_customers_1_contacts_2019.json", "GET", f"/customers/1/contacts{ALL}", "contacts", more=(ONE,)),
    Recording(
        "GET_customers_1_contacts_filter_like_2019.json",
        "GET",
        f"/customers/1/contacts{ALL}&filter=name%24like%3aTorsten",
        "contacts",
        more=(ONE, contact(1, "Simon"), contact(2, "Bo"), contact(3, "Åse")),
    ),
    Recording("GET_customers_1_contacts_n.json", "GET", "/customers/1/contacts/325", "contacts", more=(ONE,)),
    Recording("POST_customers_1_contacts_201.json", "POST", "/customers/1/contacts", body={"name": "T"}, more=(ONE,)),
    Recording("GET_empty_collection_2019.json", "GET", f"/customers/1/contacts{ALL}", more=(ONE,)),
    Recording("GET_customer-groups_2019.json", "GET", f"/customer-groups{ALL}", "customer-groups"),
    Recording("GET_customer-groups_n_2020.json", "GET", "/customer-groups/1", "customer-groups"),
    Recording("GET_layouts.json", "GET", f"/layouts{ALL}", "layouts"),
    Recording("GET_layouts_n_2020.json", "GET", "/layouts/19", "layouts"),
    Recording("GET_payment-terms_2019.json", "GET", f"/payment-terms{ALL}", "payment-terms"),
    Recording("GET_payment-terms_n_2020.json", "GET", "/payment-terms/1", "payment-terms"),
    Recording("GET_vat-zones_2019.json", "GET", f"/vat-zones{ALL}", "vat-zones"),
    Recording("GET_vat-zones_n_2020.json", "GET", "/vat-zones/1", "vat-zones"),
    Recording("GET_units_2019.json", "GET", f"/units{ALL}", "units"),
    Recording("GET_self_2019.json", "GET", "/self", "self"),
    Recording("ERR_401_2020-01-18.json", "GET", "/products/%2233442041041%22", headers=BAD_TOKENS),
    Recording("ERR_404_resource_not_found_2024-10-24.json", "GET", "/nothing"),
    Recording("ERR_400_E04300_customerGroup_not_found_2023-06-21.json", "POST", "/customers", body=GROUP),
    Recording(
        "ERR_400_E06010_duplicate_key_2016.json", "POST", "/customers", body={**SENT, "customerNumber": 1}, more=(ONE,)
    ),
    Recording("ERR_400_bad_filter_property_2026-08-12.json", "GET", "/customers?filter=bogusProp$eq:1"),
    Recording("GET_products_2019.json", "GET", f"/products{ALL}", "products"),
    Recording("GET_products_n_2019.json", "GET", "/products/01CF8D2E-A6A6-4", "products"),
    Recording("GET_product-groups_2019.json", "GET", f"/product-groups{ALL}", "product-groups"),
    Recording(
        "GET_products_n_currency-specific-sales-prices_2019.json",
        "GET",
        "/products/1/pricing/currency-specific-sales-prices",
    ),
    Recording("GET_invoices_drafts_2020.json", "GET", "/invoices/drafts", "draft-invoices"),
    Recording("GET_invoices_drafts_2024.json", "GET", f"/invoices/drafts{ALL}", "draft-invoices"),
    Recording("GET_invoices_drafts_n_2019.json", "GET", "/invoices/drafts/19", "draft-invoices"),
    Recording("GET_invoices_drafts_n_2020.json", "GET", "/invoices/drafts/35183", "draft-invoices"),
    Recording(
        "POST_invoices_drafts_201_lines_discount_2020.json",
        "POST",
        "/invoices/drafts",
        body={
            **DRAFT,
            "recipient": {**ADDRESSED, "publicEntryNumber": "nummer 1", "vatZone": {"vatZoneNumber": 1}},
            "delivery": {**PLACE, "deliveryDate": "2020-01-08"},
            "notes": {"heading": "Dette er en overskrift"},
            "lines": LINES,
        },
        more=(ONE,),
    ),
    Recording(
        "POST_invoices_drafts_201_nolines_2024.json",
        "POST",
        "/invoices/drafts",
        body={**DRAFT, "recipient": {**RECIPIENT, "vatZone": {"vatZoneNumber": 1}}, "references": {"other": "Ref"}},
        more=(("customers", {**filler(1), "corporateIdentificationNumber": "22001884"}),),
    ),
    Recording("DELETE_invoices_drafts_n_200.json", "DELETE", "/invoices/drafts/23", more=(draft(23),)),
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
        more=(ONE, ("customers", filler(2)), ("contacts", {**contact(7, "Bo")[1], "customer": {"customerNumber": 2}})),
    ),
    Recording(
        "ERR_400_E06600_draft_line_product_barred_2022-06-12.json",
        "POST",
        "/invoices/drafts",
        body={**DRAFT, "lines": [*LINES * 4, {**LINES[0], "product": {"productNumber": BARRED["productNumber"]}}]},
        more=(ONE, ("products", BARRED)),
    ),
    Recording(
        "ERR_400_E06820_customer_barred_2025-08-01.json",
        "POST",
        "/invoices/drafts",
        body=DRAFT,
        more=(("customers", {**filler(1), "barred": True}),),
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
