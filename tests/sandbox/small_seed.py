"""A tiny agreement that tests know by heart."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

Document = dict[str, Any]
AGREEMENT: Document = {
    "agreementNumber": 1118082,
    "agreementType": {"agreementTypeNumber": 1, "name": "denmark"},
    "userName": "Joh",
    "signupDate": "2016-02-17",
    "user": {
        "loginId": "Joh",
        "email": "joh@example.com",
        "name": "John Doe",
        "language": {"languageNumber": 1, "name": "Danish", "culture": "da-DK"},
        "agreementNumber": 1118082,
    },
    "company": {"name": "The Demo Company", "zip": "1411", "city": "København"},
    "bankInformation": {"bankName": "Banken"},
    "application": {
        "appNumber": 3162,
        "name": "App",
        "appPublicToken": "public",
        "created": "2016-06-14",
        "requiredRoles": [{"roleNumber": 2, "name": "SuperUser"}],
    },
    "settings": {"baseCurrency": "DKK"},
    "companyAffiliation": "e-conomic",
    "canSendElectronicInvoice": True,
    "modules": [{"moduleNumber": 3, "name": "Indscanning"}],
}
ACCOUNT: Document = {
    "accountNumber": 5600,
    "accountType": "status",
    "balance": Decimal("62547501.84"),
    "blockDirectEntries": False,
    "debitCredit": "debit",
    "name": "Debitorer",
}


def generate_documents(size: int, day: date) -> Iterator[tuple[str, Document]]:
    """The reference lists, then `size` customers; the first three are described here, the rest are alike."""
    yield "self", AGREEMENT
    yield "customer-groups", {"customerGroupNumber": 1, "name": "Danske", "account": ACCOUNT}
    english_layout = {"layoutNumber": 21, "name": "Eng. std."}
    yield (
        "customer-groups",
        {"customerGroupNumber": 2, "name": "Udenlandske", "account": ACCOUNT, "layout": english_layout},
    )
    net_terms = {"daysOfCredit": 8, "description": "Netto 8 dage", "name": "Netto 8 dage", "paymentTermsType": "net"}
    yield "payment-terms", {"paymentTermsNumber": 1, **net_terms}
    yield "payment-terms", {"paymentTermsNumber": 6, "name": "Fast dato", "paymentTermsType": "dueDate"}
    yield "payment-terms", {"paymentTermsNumber": 8, "name": "Prepaid", "paymentTermsType": "prepaid"}
    zone = {"vatZoneNumber": 1, "name": "Domestic", "enabledForCustomer": True, "enabledForSupplier": False}
    yield "vat-zones", zone
    yield "currencies", {"code": "DKK", "name": "Danske kroner", "isoNumber": "DKK"}
    yield "currencies", {"code": "EUR", "name": "Euro", "isoNumber": "EUR", "exchangeRate": Decimal("743.914941")}
    yield "layouts", {"layoutNumber": 19, "name": "DK. std."}
    yield "layouts", english_layout
    yield "employees", {"employeeNumber": 1, "name": "Karen Østergaard", "email": "ko@example.com"}
    yield "employees", {"employeeNumber": 2, "name": "Poul", "barred": True}
    yield "units", {"unitNumber": 1, "name": "stk."}
    yield from _generate_products()
    yield from _generate_first_customers()
    for number in range(4, size + 1):
        yield "customers", _build_customer(number, f"Kunde {number:04}")


def _generate_products() -> Iterator[tuple[str, Document]]:
    """One group with VAT at home, one without; three products, the last of them barred."""
    yield "vat-accounts", {"vatCode": "U25", "name": "Salgsmoms", "ratePercentage": Decimal("25.00")}
    zone = {"vatZoneNumber": 1, "name": "Domestic", "enabledForCustomer": True, "enabledForSupplier": False}
    for number, name, vat in ((1, "Varer m/moms", {"vatAccount": {"vatCode": "U25"}}), (2, "Varer u/moms", {})):
        product_group = {"productGroupNumber": number, "name": name}
        yield "product-groups", product_group
        account = {"accountNumber": 1010 + number, "accountType": "profitAndLoss", "name": name, **vat}
        sales_account = {
            "place": f"{number} 1",
            "productGroup": product_group,
            "salesAccount": account,
            "vatZone": zone,
        }
        yield "sales-accounts", sales_account
    yield "product-groups", {"productGroupNumber": 4, "name": "Lagervarer", "inventoryEnabled": True}
    unit = {"unitNumber": 1, "name": "stk."}
    for key, name, group, cost, price in (
        ("1", "Frisk torsk", 1, "10.20", "153.44"),
        ("3", "Bog", 2, "10.22", "23.00"),
        ("AL_EF.3", "Udgået", 1, "0.00", "1.00"),
    ):
        amounts = {"costPrice": Decimal(cost), "recommendedPrice": Decimal("0.00"), "salesPrice": Decimal(price)}
        properties = {"barred": name == "Udgået", "lastUpdated": "2026-11-01T10:00:00Z", "unit": unit}
        group_reference = {"productGroupNumber": group, "name": "Varer m/moms" if group == 1 else "Varer u/moms"}
        yield "products", {"productNumber": key, "name": name, **amounts, **properties, "productGroup": group_reference}
    euro_price = {"place": "1 EUR", "currency": {"code": "EUR"}, "product": {"productNumber": "1"}}
    yield "currency-specific-sales-prices", {**euro_price, "price": Decimal("20.00")}


def _build_customer(number: int, name: str, **overrides: Any) -> Document:
    return {
        "customerNumber": number,
        "currency": "DKK",
        "paymentTerms": {"paymentTermsNumber": 1},
        "customerGroup": {"customerGroupNumber": 1},
        "balance": Decimal("0.00"),
        "dueAmount": Decimal("0.00"),
        "name": name,
        "vatZone": {"vatZoneNumber": 1},
        "lastUpdated": "2026-11-01T10:00:00Z",
        "eInvoicingDisabledByDefault": False,
    } | overrides


def _generate_first_customers() -> Iterator[tuple[str, Document]]:
    yield (
        "customers",
        _build_customer(
            1,
            "Møllers Eftf. ApS",
            address="Vejen 1",
            balance=Decimal("4388512.50"),
            dueAmount=Decimal("4376644.26"),
            corporateIdentificationNumber="12345674",
            city="Ålborg",
            country="Danmark",
            creditLimit=Decimal("100.00"),
            ean="5798000558762",
            email="kontor@møller.example",
            barred=True,
            zip="9000",
            publicEntryNumber="1",
            telephoneAndFaxNumber="98 12 04 40",
            vatNumber="DK12345674",
            website="www.example.com",
            layout={"layoutNumber": 19},
            attention={"customerContactNumber": 314},
            customerContact={"customerContactNumber": 315},
            salesPerson={"employeeNumber": 1},
            defaultDeliveryLocation={"deliveryLocationNumber": 5},
            mobilePhone="20 20 20 20",
            pNumber="1234567890",
            lastUpdated="2026-11-20T14:05:08Z",
        ),
    )
    contact_details = {"email": "a@example.com", "phone": "1", "eInvoiceId": "2", "notes": "Ring først"}
    for number, sort_key, name, details in (
        (314, 7, "Simon Testersen", {**contact_details, "emailNotifications": ["invoices"]}),
        (315, 8, "Åse Holm", {}),
    ):
        contact = {"customerContactNumber": number, "name": name, "sortKey": sort_key, **details}
        yield "contacts", {**contact, "customer": {"customerNumber": 1}}
    address = {"address": "Kaj 3", "city": "Ålborg", "country": "Danmark", "postalCode": "9000", "barred": True}
    location = {"deliveryLocationNumber": 5, "sortKey": 1, "termsOfDelivery": "Frit leveret", **address}
    yield "delivery-locations", {**location, "customer": {"customerNumber": 1}}
    yield "customers", _build_customer(2, "Ærø Is", currency="EUR", zip="", city="Søby", balance=Decimal("-12.30"))
    yield "contacts", {"customerContactNumber": 316, "name": "Bo", "sortKey": 1, "customer": {"customerNumber": 2}}
    yield "customers", _build_customer(3, "100% [Rå] Kost_møl * & $", email="x@example.com", balance=Decimal("99.99"))
