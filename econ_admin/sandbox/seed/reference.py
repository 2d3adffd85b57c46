"""Generates the agreement and its reference lists."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

Document = dict[str, Any]

AGREEMENT_NUMBER = 1118082
DEBTORS_ACCOUNT = {
    "accountNumber": 5600,
    "accountType": "status",
    "balance": Decimal("62547501.84"),
    "blockDirectEntries": False,
    "debitCredit": "debit",
    "name": "Debitorer",
}
ENGLISH_LAYOUT = {"layoutNumber": 21, "name": "Eng. std. m. bankoplys. 1.5"}

LAYOUTS: tuple[Document, ...] = (
    {"layoutNumber": 19, "name": "DK. std. m. bankoplys. 1.5"},
    {"layoutNumber": 20, "name": "DK. std. m. girokort 1.5"},
    ENGLISH_LAYOUT,
    {"layoutNumber": 22, "name": "DK. kreditnota"},
)

EMPLOYEES: tuple[Document, ...] = (
    {"employeeNumber": 1, "name": "Karen Østergaard", "email": "ko@nordlyshandel.dk", "phone": "98 12 04 41"},
    {"employeeNumber": 2, "name": "Jens-Erik Thomsen", "email": "jet@nordlyshandel.dk", "phone": "98 12 04 42"},
    {"employeeNumber": 3, "name": "Fatima Bech", "email": "fb@nordlyshandel.dk", "phone": "98 12 04 43"},
    {"employeeNumber": 4, "name": "Søren Kjær", "email": "sk@nordlyshandel.dk"},
    {"employeeNumber": 5, "name": "Birgitte Ågaard", "email": "ba@nordlyshandel.dk", "phone": "98 12 04 45"},
    {"employeeNumber": 6, "name": "Poul Vestergaard (fratrådt)", "barred": True},
)
PRICE_GROUPS = {3: 1, 4: 2}
"""By customer group number: wholesalers and public customers."""
EMPLOYEE_GROUP = {"employeeGroupNumber": 1}

UNITS = ("stk.", "timer", "kg", "meter", "m²", "pakke", "palle", "måned", "år", "km")

EXCHANGE_RATES = {
    "CHF": "785.31", "DKK": "100", "EUR": "746.05", "GBP": "892.40", "ISK": "5.12", "NOK": "64.10", "PLN": "174.90",
    "SEK": "66.85", "USD": "688.12",
}  # fmt: skip
"""The price of 100 units of each currency, in kroner."""

PAYMENT_TERMS_TEXTS = {
    "Netto 8 dage": "Netto 8 dage", "Netto 14 dage": "Netto 14 dage",
    "Løbende måned 30 dage": "Betales senest 30 dage efter månedens udgang",
    "Net 14 days": "Payment within 14 days from date of invoice",
    "Forudbetaling": "Leveres, når betalingen er modtaget",
}  # fmt: skip
"""The descriptions of payment terms, by name."""

MODULES = {
    3: "Indscanning", 4: "Projektstyring", 14: "Dimension (afdeling/kvantum)", 15: "Lager", 57: "Budget",
    74: "Subscription and Direct Debit", 75: "Fixed Assets and Accruals",
}  # fmt: skip


def generate_reference_lists(day: date) -> Iterator[tuple[str, Document]]:
    """Yields the agreement and the reference lists as (noun, document), in order of number."""
    yield "self", build_agreement(day)
    for number, name in enumerate(UNITS, 1):
        yield "units", {"unitNumber": number, "name": name}
    yield from (("layouts", dict(layout)) for layout in LAYOUTS)
    yield from (("employees", _build_employee(employee)) for employee in EMPLOYEES)
    yield from (("currencies", currency) for currency in _build_currencies())
    yield from (("vat-zones", zone) for zone in VAT_ZONES)
    yield from (("payment-terms", terms) for terms in PAYMENT_TERMS)
    yield "accounts", dict(DEBTORS_ACCOUNT)
    yield from (("customer-groups", group) for group in _build_customer_groups())


def build_agreement(day: date) -> Document:
    """Builds the demo company's agreement, as returned by `GET /self`; signed up ten years before `day`."""
    return {
        "agreementNumber": AGREEMENT_NUMBER,
        "agreementType": {"agreementTypeNumber": 1, "name": "denmark"},
        "userName": "KO",
        "signupDate": f"{day.year - 10}-02-17",
        "user": {
            "loginId": "KO",
            "email": "ko@nordlyshandel.dk",
            "name": "Karen Østergaard",
            "language": {"languageNumber": 1, "name": "Danish", "culture": "da-DK"},
            "agreementNumber": AGREEMENT_NUMBER,
        },
        "company": {
            "addressLine1": "Nordre Havnekaj 12",
            "addressLine2": "Bygning C",
            "zip": "9000",
            "city": "Aalborg",
            "name": "Nordlys Handel ApS",
            "country": "Danmark",
            "phoneNumber": "98 12 04 40",
            "attention": "Bogholderiet",
            "website": "www.nordlyshandel.dk",
            "email": "bogholderi@nordlyshandel.dk",
            "companyIdentificationNumber": "29403473",
            "vatNumber": "DK29403473",
        },
        "bankInformation": {
            "bankName": "Limfjordsbanken",
            "swiftCode": "LIFJDK21",
            "ibanNumber": "DK5000400440116243",
            "bankSortCode": "0040",
            "bankAccountNumber": "0440116243",
            "pbsCustomerGroupNumber": "1",
        },
        "application": {
            "appNumber": 3162,
            "name": "econ-admin",
            "appPublicToken": "sandbox",
            "created": f"{day.year - 1}-06-14",
            "requiredRoles": [{"roleNumber": 2, "name": "SuperUser"}],
        },
        "settings": {"baseCurrency": "DKK", "defaultPaymentTerm": "1"},
        "companyAffiliation": "e-conomic",
        "canSendElectronicInvoice": True,
        "modules": [{"moduleNumber": number, "name": name} for number, name in MODULES.items()],
    }


def _build_employee(document: Document) -> Document:
    number, name, *_ = document.values()
    return {"employeeNumber": number, "employeeGroup": dict(EMPLOYEE_GROUP), "name": name} | document


def _build_currencies() -> list[Document]:
    rows = (
        ("CHF", "756", "Schweizerfranc"), ("DKK", "208", "Danske kroner"), ("EUR", "978", "Euro"),
        ("GBP", "826", "Britiske pund"), ("ISK", "352", "Islandske kroner"), ("NOK", "578", "Norske kroner"),
        ("PLN", "985", "Polske zloty"), ("SEK", "752", "Svenske kroner"), ("USD", "840", "Amerikanske dollar"),
    )  # fmt: skip
    return [
        {"code": code, "isoNumber": number, "name": name, "exchangeRate": Decimal(EXCHANGE_RATES[code])}
        for code, number, name in rows
    ]


def _build_vat_zones() -> list[Document]:
    names = ("Domestic", "EU", "Abroad", "Domestic exempt VAT")
    return [
        {"name": name, "vatZoneNumber": number, "enabledForCustomer": True, "enabledForSupplier": number != 4}
        for number, name in enumerate(names, 1)
    ]


def _build_payment_terms() -> list[Document]:
    """Terms without a period (manual due date, prepaid) have no `daysOfCredit`, and some a description, as recorded."""
    rows = (
        ("Netto 8 dage", "net", 8), ("Netto 14 dage", "net", 14), ("Til omgående betaling", "net", 0),
        ("Løbende måned 30 dage", "invoiceMonth", 30), ("Netto 30 dage", "net", 30), ("Net 14 days", "net", 14),
        ("Fast forfaldsdato", "dueDate", None), ("Forudbetaling", "prepaid", None),
        ("Løbende måned 14 dage", "invoiceMonth", 14),
    )  # fmt: skip
    return [
        {"paymentTermsNumber": number}
        | ({} if days is None else {"daysOfCredit": days})
        | ({"description": PAYMENT_TERMS_TEXTS[name]} if name in PAYMENT_TERMS_TEXTS else {})
        | {"name": name, "paymentTermsType": kind}
        for number, (name, kind, days) in enumerate(rows, 1)
    ]


def _build_customer_groups() -> list[Document]:
    """Builds customer groups, with their internal price groups."""
    names = ("Indenlandske kunder", "Detail", "Grossister", "Offentlige", "EU", "Udland")
    return [
        {"customerGroupNumber": number, "name": name, "account": dict(DEBTORS_ACCOUNT)}
        | ({"layout": dict(ENGLISH_LAYOUT)} if name in {"EU", "Udland"} else {})
        | ({"(priceGroup)": PRICE_GROUPS[number]} if number in PRICE_GROUPS else {})
        for number, name in enumerate(names, 1)
    ]


VAT_ZONES = tuple(_build_vat_zones())
PAYMENT_TERMS = tuple(_build_payment_terms())
"""In order of number, from 1."""
