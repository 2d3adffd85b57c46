"""Builds the header of a draft: currency, payment terms, recipient, references."""

from datetime import date
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting.resolve_references import (
    EMPLOYEE,
    FORMAT_HINT,
    PAYMENT_TERMS,
    VAT_ZONE,
    ReferenceResolver,
)
from econ_admin.sandbox.due_dates import MANUAL_DUE_DATE, calculate_due_date
from econ_admin.sandbox.invoice_math import HUNDRED
from econ_admin.sandbox.repository import Repository

TERMS_PROPERTIES = ("daysOfCredit", "description", "name", "paymentTermsType")
ZONE_PROPERTIES = ("name", "enabledForCustomer", "enabledForSupplier")
REFERENCE_PROPERTIES = ("attention", "vatZone")
KEPT_PROPERTIES = ("mobilePhone", "cvr")
TYPE_MESSAGE = "Payment terms type does not match the type on the payment terms specified."
TYPE_HINT = "Either specify the matching payment terms type for the payment terms in question, or omit the property."


def get_exchange_rate(repository: Repository, currency: Document) -> Decimal:
    """Returns the price of 100 units of a currency in the base currency."""
    return Decimal(currency.get("exchangeRate", HUNDRED))


def resolve_currency_and_rate(resolver: ReferenceResolver, body: Document) -> Document:
    """Returns the currency and the exchange rate: as sent, else the current one."""
    code = body["currency"]
    currency = resolver.repository.find("currencies", code)
    if currency is None:
        hint = f"Find a list of currencies at {resolver.links.build_bare_url('currencies')} ."
        resolver.add_error("currency", f"Currency '{code}' not found.", "E06000", code, hint)
    if "exchangeRate" in body:
        rate = resolver.parse_amount("exchangeRate", body["exchangeRate"], 6, "six")
    else:
        rate = get_exchange_rate(resolver.repository, currency or {})
    return {"currency": code, "exchangeRate": rate}


def resolve_payment_terms_and_due_date(resolver: ReferenceResolver, body: Document) -> Document:
    """Returns a snapshot of the payment terms, and the due date."""
    terms_reference = body["paymentTerms"]
    terms = resolver.take_snapshot("paymentTerms", PAYMENT_TERMS, terms_reference, *TERMS_PROPERTIES)
    kind = terms.get("paymentTermsType")
    sent_type = terms_reference.get("paymentTermsType", kind)
    if sent_type != kind:  # terms that do not exist have no type, so both are refused, as recorded
        resolver.add_error("paymentTerms.paymentTermsType", TYPE_MESSAGE, "E07180", sent_type, TYPE_HINT)
    if kind == MANUAL_DUE_DATE:
        return {"paymentTerms": terms, "dueDate": _get_manual_due_date(resolver, body)}
    day = calculate_due_date(kind or "net", terms.get("daysOfCredit", 0), date.fromisoformat(body["date"]))
    return {"paymentTerms": terms, "dueDate": day.isoformat()}


def _get_manual_due_date(resolver: ReferenceResolver, body: Document) -> str | None:
    """Returns the due date sent, which these payment terms require."""
    due_date: str | None = body.get("dueDate")
    if due_date is None:
        hint = "Payment terms of type dueDate need a due date."
        resolver.add_error("dueDate", "dueDate is missing a value", "E04042", None, hint)
    elif due_date < body["date"]:
        resolver.add_error("dueDate", "dueDate cannot be earlier than date.", "E04760", due_date, FORMAT_HINT)
    return due_date


def resolve_recipient(
    resolver: ReferenceResolver, sent_recipient: Document, customer_document: Document, existing: Document
) -> Document:
    """Returns the recipient as sent, with what a PUT does not change: the CVR number, which is the customer's when the
    draft is created, and the mobile number."""
    resolved_recipient = {
        key: value for key, value in sent_recipient.items() if key not in REFERENCE_PROPERTIES and value is not None
    }
    if "attention" in sent_recipient:
        customer = int(customer_document.get("customerNumber", 0))
        resolved_recipient["attention"] = resolver.resolve_contact(
            "recipient.attention", sent_recipient["attention"], customer
        )
    resolved_recipient["vatZone"] = resolver.take_snapshot(
        "recipient.vatZone", VAT_ZONE, sent_recipient["vatZone"], *ZONE_PROPERTIES
    )
    earlier = existing["recipient"] if existing else {"cvr": customer_document.get("corporateIdentificationNumber")}
    return {**resolved_recipient, **{name: earlier[name] for name in KEPT_PROPERTIES if earlier.get(name)}}


def resolve_draft_references(resolver: ReferenceResolver, sent_references: Document, customer: int) -> Document:
    """Returns the people that the draft refers to, and its text reference."""
    resolved_references: Document = {}
    if "customerContact" in sent_references:
        resolved_references["customerContact"] = resolver.resolve_contact(
            "references.customerContact", sent_references["customerContact"], customer
        )
    for name in ("salesPerson", "vendorReference"):
        if name in sent_references:
            resolved_references[name] = resolver.take_snapshot(f"references.{name}", EMPLOYEE, sent_references[name])
    if "other" in sent_references:
        resolved_references["other"] = sent_references["other"]
    return resolved_references
