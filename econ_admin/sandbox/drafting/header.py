"""The head of a draft: currency, payment terms, recipient, references."""

from datetime import date
from decimal import Decimal

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.drafting.resolve_references import EMPLOYEE, FORMAT, PAYMENT_TERMS, VAT_ZONE, Pointing
from econ_admin.sandbox.due_dates import BY_HAND, due
from econ_admin.sandbox.invoice_math import HUNDRED
from econ_admin.sandbox.repository import Books

TERMS = ("daysOfCredit", "description", "name", "paymentTermsType")
ZONE = ("name", "enabledForCustomer", "enabledForSupplier")
POINTING = ("attention", "vatZone")


def rate_of_day(books: Books, currency: Document) -> Decimal:
    """What a hundred of a currency cost in the base currency, for want of an exchange rate of one's own."""
    return Decimal(currency.get("exchangeRate", HUNDRED))


def currency_and_rate(pointing: Pointing, sent: Document) -> Document:
    """The currency, and the rate: as sent, else that of the day."""
    code = sent["currency"]
    currency = pointing.books.find("currencies", code)
    if currency is None:
        hint = f"Find a list of currencies at {pointing.links.plain('currencies')} ."
        pointing.wrong("currency", f"Currency '{code}' not found.", "E06000", code, hint)
    if "exchangeRate" in sent:
        rate = pointing.amount("exchangeRate", sent["exchangeRate"], 6, "six")
    else:
        rate = rate_of_day(pointing.books, currency or {})
    return {"currency": code, "exchangeRate": rate}


def payment_terms_and_due_date(pointing: Pointing, sent: Document) -> Document:
    """The payment terms as they are now, and the date that follows from them."""
    given = sent["paymentTerms"]
    terms = pointing.snapshot("paymentTerms", PAYMENT_TERMS, given, *TERMS)
    kind = terms.get("paymentTermsType")
    told = given.get("paymentTermsType", kind)
    if terms and told != kind:
        number = terms["paymentTermsNumber"]
        message = f"PaymentTermsType '{told}' does not match the type '{kind}' of paymentTerms '{number}'."
        hint = "Leave paymentTermsType out, or send the type that the payment terms have."
        pointing.wrong("paymentTerms.paymentTermsType", message, "E07180", told, hint)
    if kind == BY_HAND:
        return {"paymentTerms": terms, "dueDate": _by_hand(pointing, sent)}
    day = due(kind or "net", terms.get("daysOfCredit", 0), date.fromisoformat(sent["date"]))
    return {"paymentTerms": terms, "dueDate": day.isoformat()}


def _by_hand(pointing: Pointing, sent: Document) -> str | None:
    """The due date that was sent, which these payment terms need."""
    given: str | None = sent.get("dueDate")
    if given is None:
        hint = "Payment terms of type dueDate need a due date."
        pointing.wrong("dueDate", "dueDate is missing a value", "E04042", None, hint)
    elif given < sent["date"]:
        pointing.wrong("dueDate", "dueDate cannot be earlier than date.", "E04760", given, FORMAT)
    return given


def recipient(pointing: Pointing, sent: Document, owner: Document, before: Document) -> Document:
    """Who gets it, as sent. Its CVR number is the customer's, and stays when the draft goes to another customer."""
    kept = {key: value for key, value in sent.items() if key not in POINTING and value is not None}
    if "attention" in sent:
        customer = int(owner.get("customerNumber", 0))
        kept["attention"] = pointing.contact("recipient.attention", sent["attention"], customer)
    kept["vatZone"] = pointing.snapshot("recipient.vatZone", VAT_ZONE, sent["vatZone"], *ZONE)
    cvr = before["recipient"].get("cvr") if before else owner.get("corporateIdentificationNumber")
    return {**kept, "cvr": cvr} if cvr else kept


def references(pointing: Pointing, sent: Document, customer: int) -> Document:
    """Whom it refers to, and the reference that is text."""
    kept: Document = {}
    if "customerContact" in sent:
        kept["customerContact"] = pointing.contact("references.customerContact", sent["customerContact"], customer)
    for name in ("salesPerson", "vendorReference"):
        if name in sent:
            kept[name] = pointing.snapshot(f"references.{name}", EMPLOYEE, sent[name])
    if "other" in sent:
        kept["other"] = sent["other"]
    return kept
