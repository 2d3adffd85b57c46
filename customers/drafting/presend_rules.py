"""What stands against sending a sheet, and what deserves a thought before: told from what is known. Asks nobody."""

from collections.abc import Iterator

from customers.drafting.draft_json import HEAD_FIELDS, LINE_FIELDS, value_of
from customers.drafting.field_errors import PARTS
from customers.drafting.findings import GONE, Finding, Subject
from customers.shared import formatting, invoice_math
from customers.shared.countries import code_of
from customers.shared.i18n import _
from econ_admin.gateway.records import InvoiceHeader, InvoiceLine
from econ_admin.gateway.records.limits import get_limit

DOMESTIC, EU, ABROAD, DOMESTIC_WITHOUT_VAT = 1, 2, 3, 4  # the zones that every agreement has
UNION = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
UNKNOWN = "??"  # a country that we have no name for
NEEDED = ("date", "currency", "layout", "payment_terms", "recipient.name", "recipient.vat_zone")


def findings(subject: Subject) -> list[Finding]:
    """All of them, blocks first."""
    found = [*_gone(subject), *_barred(subject), *_missing(subject), *_too_long(subject), *_dates(subject.head)]
    found += [*_money(subject), *_recipient(subject), *_lines(subject), *_gaps(subject)]
    return sorted(found, key=lambda each: not each.blocks)


def _gone(subject: Subject) -> Iterator[Finding]:
    if subject.gone is not None:
        sentence = _("e-conomic has no draft %(number)s any more: it was booked or deleted.")
        yield Finding(GONE, True, sentence, {"number": subject.gone})


def _barred(subject: Subject) -> Iterator[Finding]:
    if subject.customer and subject.customer.barred:
        yield Finding("barred-customer", True, _("The customer is barred."))
    if subject.location and subject.location.barred:
        yield Finding("barred-location", False, _("The delivery location is barred."), where="delivery_location")
    for pk, line in subject.lines.items():
        product = subject.products.get(str(value_of(line, "product")))
        if product and product.barred:
            told = {"product": product.product_number}
            yield Finding("barred-product", True, _("Product %(product)s is barred."), told, "product", pk)


def _missing(subject: Subject) -> Iterator[Finding]:
    for path in NEEDED:
        if not value_of(subject.head, path):
            yield Finding("missing", True, _("This is needed."), where=path)
    if not subject.lines:
        yield Finding("no-lines", False, _("There are no lines."))


def _too_long(subject: Subject) -> Iterator[Finding]:
    sentence = _("An invoice can hold %(longest)s characters of this; it has %(length)s.")
    for path in HEAD_FIELDS:
        part, _dot, name = path.rpartition(".")
        value, longest = value_of(subject.head, path), get_limit(PARTS.get(part, InvoiceHeader), name).max_length
        if isinstance(value, str) and longest and len(value) > longest:
            yield Finding("too-long", True, sentence, {"longest": longest, "length": len(value)}, path)
    for pk, line in subject.lines.items():
        for name in LINE_FIELDS:
            value, longest = value_of(line, name), get_limit(InvoiceLine, name).max_length
            if isinstance(value, str) and longest and len(value) > longest:
                yield Finding("too-long", True, sentence, {"longest": longest, "length": len(value)}, name, pk)


def _dates(head: InvoiceHeader) -> Iterator[Finding]:
    terms = head.payment_terms
    if not terms or not head.date or not terms.payment_terms_type:
        return
    due = invoice_math.due_date(head.date, terms.payment_terms_type, terms.days_of_credit or 0, head.due_date)
    if due is None:
        yield Finding("no-due-date", True, _("These payment terms need a due date."), where="due_date")
    elif terms.payment_terms_type == invoice_math.BY_HAND and due < head.date:
        yield Finding("due-before-date", True, _("It is due before it is dated."), where="due_date")
    elif head.due_date and head.due_date != due:
        sentence = _("By the payment terms it is due on %(due)s, and that is what e-conomic will write.")
        yield Finding("due-date", False, sentence, {"due": formatting.day(due)}, "due_date")


def _money(subject: Subject) -> Iterator[Finding]:
    customer, currency = subject.customer, subject.head.currency
    gross = subject.reckoning.totals.gross if customer and customer.currency == currency else None
    if customer and customer.credit_limit is not None and customer.balance is not None:
        after = customer.balance + (gross or invoice_math.ZERO) + (subject.other_drafts or invoice_math.ZERO)
        if after > customer.credit_limit:
            told = {"after": formatting.amount(after), "limit": formatting.amount(customer.credit_limit)}
            sentence = _("With this draft and the other open ones the customer owes %(after)s; the limit is %(limit)s.")
            yield Finding("over-limit", False, sentence, told)
    late = subject.overdue.gross_remainder_in_base_currency if subject.overdue else None
    if late and late > 0:
        yield Finding("overdue", False, _("%(amount)s is overdue."), {"amount": formatting.amount(late)})


def _recipient(subject: Subject) -> Iterator[Finding]:
    recipient, references = subject.head.recipient, subject.head.references
    if recipient.ean and not (references.other or references.customer_contact or recipient.attention):
        sentence = _("An invoice to an EAN number needs a reference or a contact.")
        yield Finding("ean", False, sentence, where="references.other")
    code, zone = code_of(recipient.country), recipient.vat_zone
    if code in ("", UNKNOWN) or not zone or zone.number > DOMESTIC_WITHOUT_VAT:
        return
    usual = {DOMESTIC, DOMESTIC_WITHOUT_VAT} if code == subject.home else {EU} if code in UNION else {ABROAD}
    if zone.number not in usual:
        sentence = _("The VAT zone does not go with %(country)s.")
        yield Finding("vat-zone", False, sentence, {"country": recipient.country}, "recipient.vat_zone")


def _lines(subject: Subject) -> Iterator[Finding]:
    for pk, line in subject.lines.items():
        yield from _line(subject, pk, line)


def _line(subject: Subject, pk: int, line: InvoiceLine) -> Iterator[Finding]:
    if line.product is None:
        if line.quantity or line.unit_net_price or line.discount_percentage:
            sentence = _("Without a product the amount would be lost: e-conomic takes such a line as text.")
            yield Finding("no-product", True, sentence, where="product", line=pk)
        return
    if line.quantity is None:
        yield Finding("no-quantity", True, _("A product needs a quantity."), where="quantity", line=pk)
    if pk in subject.unpriced:
        sentence = _("e-conomic did not answer when it was asked for this price.")
        yield Finding("unpriced", False, sentence, where="unit_net_price", line=pk)
    elif line.unit_net_price is None:
        yield Finding("no-price", False, _("There is no price."), where="unit_net_price", line=pk)
    if pk in subject.price_from:
        named = {"was": subject.price_from[pk], "now": subject.head.currency}
        named["price"] = formatting.amount(line.unit_net_price) if line.unit_net_price is not None else ""
        sentence = _("The price %(price)s was in %(was)s and was not converted to %(now)s.")
        yield Finding("not-converted", False, sentence, named, "unit_net_price", pk)
    margin = subject.reckoning.margins.get(pk)
    if margin and margin.amount < 0 < (line.quantity or 0):
        told = {"margin": formatting.amount(margin.amount)}
        yield Finding("under-cost", False, _("Sold under cost: the margin is %(margin)s."), told, "unit_net_price", pk)
    if pk in subject.reckoning.without_rate:
        yield Finding("no-rate", False, _("Its VAT is not known here."), where="product", line=pk)


def _gaps(subject: Subject) -> Iterator[Finding]:
    sentence = _("e-conomic did not answer when it was asked for this: %(what)s.")
    for what in subject.gaps:
        yield Finding("unchecked", False, sentence, {"what": what})
