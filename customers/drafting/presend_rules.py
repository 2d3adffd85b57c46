"""Rules of the checks before sending: what blocks it, and what to warn about. Pure functions of the facts."""

from collections.abc import Iterator
from decimal import Decimal

from customers.drafting.draft_json import HEADER_FIELDS, LINE_FIELDS, get_value
from customers.drafting.field_errors import PART_RECORDS
from customers.drafting.findings import DRAFT_GONE, Finding, PresendFacts
from customers.drafting.usual_rate import is_far
from customers.shared import formatting, invoice_math
from customers.shared.countries import get_country_code
from customers.shared.i18n import _
from customers.shared.money import format_foreign
from customers.shared.vat_zones import ABROAD, DOMESTIC, DOMESTIC_WITHOUT_VAT, EU
from econ_admin.gateway.records import InvoiceHeader, InvoiceLine
from econ_admin.gateway.records.limits import get_limit

EU_COUNTRIES = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
UNKNOWN_COUNTRY = "??"  # a country name we do not know
REQUIRED_FIELDS = ("date", "currency", "layout", "payment_terms", "recipient.name", "recipient.vat_zone")
UNCHECKED_MESSAGES = {
    "customer": _("We could not check the customer with e-conomic."),
    "overdue": _("We could not check the customer's overdue invoices with e-conomic."),
    "other_drafts": _("We could not check the customer's other drafts with e-conomic."),
    "agreement": _("We could not check the agreement with e-conomic."),
    "location": _("We could not check the delivery location with e-conomic."),
    "draft": _("We could not check the draft with e-conomic."),
    "rate": _("We could not check the exchange rate with e-conomic."),
    "products": _("We could not check the products with e-conomic."),
}  # by the fact that was not loaded: see PresendFacts.unanswered


def apply_rules(facts: PresendFacts) -> list[Finding]:
    """Runs all checks. Blocking findings come first."""
    findings = [
        *_check_draft_exists(facts),
        *_check_barred(facts),
        *_check_required(facts),
        *_check_lengths(facts),
        *_check_dates(facts.header),
    ]
    if not facts.is_credit_note:
        findings += _check_credit(facts)
    findings += [
        *_check_rate(facts),
        *_check_delivery(facts),
        *_check_recipient(facts),
        *_check_lines(facts),
        *_check_unanswered(facts),
    ]
    return sorted(findings, key=lambda finding: not finding.is_blocking)


def _check_draft_exists(facts: PresendFacts) -> Iterator[Finding]:
    if facts.missing_draft_number is not None:
        message = _("Draft %(number)s is no longer in e-conomic. It was booked or deleted.")
        yield Finding(DRAFT_GONE, True, message, {"number": facts.missing_draft_number})


def _check_barred(facts: PresendFacts) -> Iterator[Finding]:
    if facts.customer and facts.customer.barred:
        yield Finding("barred-customer", True, _("The customer is barred."))
    if facts.location and facts.location.barred:
        yield Finding("barred-location", False, _("The delivery location is barred."), field_name="delivery_location")
    for pk, line in facts.lines.items():
        product = facts.products.get(str(get_value(line, "product")))
        if product and product.barred:
            parameters = {"product": product.product_number}
            yield Finding("barred-product", True, _("Product %(product)s is barred."), parameters, "product", pk)


def _check_required(facts: PresendFacts) -> Iterator[Finding]:
    for path in REQUIRED_FIELDS:
        if not get_value(facts.header, path):
            yield Finding("missing", True, _("This field is required."), field_name=path)
    if not facts.lines:
        yield Finding("no-lines", False, _("The draft has no lines."))


def _check_lengths(facts: PresendFacts) -> Iterator[Finding]:
    message = _("This can have at most %(limit)s characters on an invoice. It has %(length)s.")
    for path in HEADER_FIELDS:
        part, _dot, name = path.rpartition(".")
        value, max_length = (
            get_value(facts.header, path),
            get_limit(PART_RECORDS.get(part, InvoiceHeader), name).max_length,
        )
        if isinstance(value, str) and max_length and len(value) > max_length:
            yield Finding("too-long", True, message, {"limit": max_length, "length": len(value)}, path)
    for pk, line in facts.lines.items():
        for name in LINE_FIELDS:
            value, max_length = get_value(line, name), get_limit(InvoiceLine, name).max_length
            if isinstance(value, str) and max_length and len(value) > max_length:
                yield Finding("too-long", True, message, {"limit": max_length, "length": len(value)}, name, pk)


def _check_dates(header: InvoiceHeader) -> Iterator[Finding]:
    terms = header.payment_terms
    if not terms or not header.date or not terms.payment_terms_type:
        return
    due_date = invoice_math.compute_due_date(
        header.date, terms.payment_terms_type, terms.days_of_credit or 0, header.due_date
    )
    if due_date is None:
        yield Finding("no-due-date", True, _("These payment terms need a due date."), field_name="due_date")
    elif terms.payment_terms_type == invoice_math.MANUAL_DUE_DATE and due_date < header.date:
        yield Finding("due-before-date", True, _("The due date is before the invoice date."), field_name="due_date")
    elif header.due_date and header.due_date != due_date:
        message = _("e-conomic will set the due date to %(due)s, from the payment terms.")
        yield Finding("due-date", False, message, {"due": formatting.format_date(due_date)}, "due_date")


def _check_credit(facts: PresendFacts) -> Iterator[Finding]:
    customer, currency = facts.customer, facts.header.currency
    gross = facts.draft_totals.totals.gross if customer and customer.currency == currency else None
    if customer and customer.credit_limit is not None and customer.balance is not None:
        balance_after = (
            customer.balance + (gross or invoice_math.ZERO) + (facts.other_drafts_total or invoice_math.ZERO)
        )
        if balance_after > customer.credit_limit:
            parameters = {
                "after": format_foreign(balance_after, customer.currency, facts.base_currency),
                "limit": format_foreign(customer.credit_limit, customer.currency, facts.base_currency),
            }
            message = _(
                "With this draft and the other drafts, the customer would owe %(after)s. The credit limit is %(limit)s."
            )
            yield Finding("over-limit", False, message, parameters)
    overdue_amount = facts.overdue.gross_remainder_in_base_currency if facts.overdue else None
    if overdue_amount and overdue_amount > 0:
        yield Finding(
            "overdue",
            False,
            _("The customer has %(amount)s overdue."),
            {"amount": _format_base(facts, overdue_amount)},
        )


def _format_base(facts: PresendFacts, amount: Decimal) -> str:
    """Formats an amount in the agreement's currency, which is named if the draft is in another one."""
    return format_foreign(amount, facts.base_currency, facts.header.currency)


def _check_rate(facts: PresendFacts) -> Iterator[Finding]:
    """Warns of a rate that is far from the usual one, as when it is typed for one unit in place of 100."""
    rate, usual = facts.header.exchange_rate, facts.usual_rate
    if rate is None or usual is None or not usual.rate or not is_far(rate, usual.rate):
        return
    message = _("The exchange rate for 100 %(currency)s is %(rate)s. e-conomic's rate is %(usual)s.")
    if usual.invoice:
        message = _("The exchange rate for 100 %(currency)s is %(rate)s. On invoice %(invoice)s it was %(usual)s.")
    parameters: dict[str, str | int] = {
        "currency": facts.header.currency,
        "rate": formatting.format_quantity(rate),
        "usual": formatting.format_quantity(usual.rate),
        "invoice": usual.invoice or 0,
    }
    yield Finding("exchange-rate", False, message, parameters, "exchange_rate")


def _check_delivery(facts: PresendFacts) -> Iterator[Finding]:
    if facts.is_address_in_question:
        message = _("The delivery address differs from the address of the chosen delivery location.")
        if not facts.header.delivery_location:
            message = _("No delivery location is chosen, but there is still a delivery address.")
        yield Finding("delivery-address", False, message, field_name="delivery_location")


def _check_recipient(facts: PresendFacts) -> Iterator[Finding]:
    recipient, references = facts.header.recipient, facts.header.references
    if recipient.ean and not (references.other or references.customer_contact or recipient.attention):
        message = _("An invoice to an EAN number needs a reference or a contact.")
        yield Finding("ean", False, message, field_name="references.other")
    country_code, zone = get_country_code(recipient.country), recipient.vat_zone
    if country_code in ("", UNKNOWN_COUNTRY) or not zone or zone.number > DOMESTIC_WITHOUT_VAT:
        return
    expected_zones = (
        {DOMESTIC, DOMESTIC_WITHOUT_VAT}
        if country_code == facts.home_country
        else {EU}
        if country_code in EU_COUNTRIES
        else {ABROAD}
    )
    if zone.number not in expected_zones:
        message = _("The VAT zone does not match %(country)s.")
        yield Finding("vat-zone", False, message, {"country": recipient.country}, "recipient.vat_zone")


def _check_lines(facts: PresendFacts) -> Iterator[Finding]:
    for pk, line in facts.lines.items():
        yield from _check_line(facts, pk, line)


def _check_line(facts: PresendFacts, pk: int, line: InvoiceLine) -> Iterator[Finding]:
    if line.product is None:
        if line.quantity or line.unit_net_price or line.discount_percentage:
            message = _("Choose a product. Without one, e-conomic saves the line as text and drops the amount.")
            yield Finding("no-product", True, message, field_name="product", line_pk=pk)
        return
    if line.quantity is None:
        yield Finding("no-quantity", True, _("A product needs a quantity."), field_name="quantity", line_pk=pk)
    yield from _check_price(facts, pk, line, line.product.product_number)
    margin = facts.draft_totals.margins.get(pk)
    if margin and margin.amount < 0 < (line.quantity or 0):
        parameters = {"margin": _format_base(facts, margin.amount)}
        yield Finding(
            "under-cost",
            False,
            _("The price is below cost. The margin is %(margin)s."),
            parameters,
            "unit_net_price",
            pk,
        )
    if pk in facts.draft_totals.unanswered_rates:
        message = _("We could not get the VAT rate of this product from e-conomic.")
        yield Finding("no-rate", False, message, field_name="product", line_pk=pk)
    elif pk in facts.draft_totals.lines_without_rate:
        message = _("e-conomic has no VAT rate for product %(product)s in this VAT zone.")
        yield Finding("no-rate", False, message, {"product": line.product.product_number}, "product", pk)


def _check_price(facts: PresendFacts, pk: int, line: InvoiceLine, product: str) -> Iterator[Finding]:
    currency = facts.header.currency
    if pk in facts.unpriced:
        message = _("We could not get this price from e-conomic.")
        yield Finding("unpriced", False, message, field_name="unit_net_price", line_pk=pk)
    elif line.unit_net_price is None and facts.no_price_in.get(pk) == currency:
        message = _("Product %(product)s has no price in %(currency)s. Enter a price.")
        yield Finding("no-price", False, message, {"product": product, "currency": currency}, "unit_net_price", pk)
    elif line.unit_net_price is None:
        yield Finding("no-price", False, _("The line has no price."), field_name="unit_net_price", line_pk=pk)
    if pk in facts.price_from:
        named = {"former_currency": facts.price_from[pk], "currency": currency}
        named["price"] = formatting.format_amount(line.unit_net_price) if line.unit_net_price is not None else ""
        message = _("The price %(price)s was in %(former_currency)s and has not been converted to %(currency)s.")
        yield Finding("not-converted", False, message, named, "unit_net_price", pk)


def _check_unanswered(facts: PresendFacts) -> Iterator[Finding]:
    for name in facts.unanswered:
        yield Finding("unchecked", False, UNCHECKED_MESSAGES[name], {"fact": name})
