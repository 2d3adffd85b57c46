"""The invoices of a customer: a year of booked ones, credit notes among them, and now and then a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from econ_admin.sandbox.invoice_math import ZERO, Total, scaled
from econ_admin.sandbox.seed import invoice_calendar, payments
from econ_admin.sandbox.seed.invoice_headers import due_date, head, rate, terms_of
from econ_admin.sandbox.seed.invoice_lines import Bought, Terms, bought, of_booked, of_draft, taken_back
from econ_admin.sandbox.seed.quantity_discounts import EVERYBODY
from econ_admin.sandbox.seed.random_stream import Dice
from econ_admin.sandbox.seed.reference import PRICE_GROUPS

Document = dict[str, Any]

STREAM = 3 << 40
CREDIT_NOTE_LAYOUT = {"layoutNumber": 22}
HEADINGS = ("Levering uge {}", "Jf. aftale", "Månedsfaktura", "Efter tilbud {}", "Sag {}")


@dataclass(slots=True)
class Invoice:
    """A booked invoice before it has a number: days are ordinals."""

    sale: invoice_calendar.Sale
    due: date
    lines: list[Bought]
    total: Total
    remainder: Decimal
    paid: int
    notes: Document


class Account:
    """One customer's dealings with us: what it bought, what it paid, what it owes."""

    def __init__(self, index: int, customer: Document, deliveries: Sequence[Document], today: date) -> None:
        self._dice = Dice(STREAM + index)
        self._index, self._customer, self._deliveries, self._today = index, customer, deliveries, today
        group = PRICE_GROUPS.get(customer["customerGroup"]["customerGroupNumber"], EVERYBODY)
        self._terms = Terms(customer["currency"], customer["vatZone"]["vatZoneNumber"], group)
        self._habit = payments.habit(self._dice)
        self._invoices: list[Invoice] = []
        for sale in invoice_calendar.sales(index, today):
            self._invoices.append(self._sold(sale) if sale.credits is None else self._credited(sale, sale.credits))

    @property
    def balance(self) -> Decimal:
        """What is open, in the customer's currency."""
        return sum((invoice.remainder for invoice in self._invoices), Decimal("0.00"))

    @property
    def due_amount(self) -> Decimal:
        """What of it should have been paid before today."""
        return sum((invoice.remainder for invoice in self._invoices if invoice.due < self._today), Decimal("0.00"))

    def booked(self, numbers: invoice_calendar.Numbers) -> list[Document]:
        """The booked invoices, the earliest first."""
        made: list[Document] = []
        for invoice in self._invoices:
            credited = None if invoice.sale.credits is None else made[invoice.sale.credits]
            made.append(self._booked(invoice, numbers.booked(invoice.sale.day), credited))
        return made

    def draft(self, numbers: invoice_calendar.Numbers) -> Document | None:
        """What is not booked yet."""
        planned = invoice_calendar.draft(self._index, self._today)
        return planned and self._draft(planned, numbers.drafted(planned.day))

    def _rate(self, day: int, currency: str) -> Decimal:
        return rate(currency, self._today.toordinal() - day)

    def _sold(self, sale: invoice_calendar.Sale) -> Invoice:
        dice, day = self._dice, date.fromordinal(sale.day)
        lines = bought(dice, self._terms)
        total = Total.of((line.line for line in lines), self._rate(sale.day, self._terms.currency))
        due = due_date(terms_of(self._customer), day)
        paid = payments.paid(dice, self._habit, sale.day, due.toordinal())
        remainder = ZERO if paid <= self._today.toordinal() else total.gross
        if remainder and dice.chance(0.05):  # a part came in
            remainder -= scaled(remainder / dice.between(2, 5), 2)
        heading = dice.pick(HEADINGS).format(dice.between(1, 52)) if dice.chance(0.15) else ""
        return Invoice(sale, due, lines, total, remainder, paid, {"heading": heading} if heading else {})

    def _credited(self, sale: invoice_calendar.Sale, place: int) -> Invoice:
        """All or the first line of an earlier one: set off against what is open of that, else open until repaid."""
        dice, earlier = self._dice, self._invoices[place]
        whole = dice.chance(0.5)
        lines = taken_back(earlier.lines if whole else earlier.lines[:1])
        total = Total.of((line.line for line in lines), earlier.total.rate)
        remainder = total.gross
        if earlier.remainder:
            set_off = min(earlier.remainder, -remainder)
            earlier.remainder -= set_off
            remainder += set_off
        elif earlier.paid > sale.day or sale.day + dice.between(20, 300) <= self._today.toordinal():
            remainder = ZERO
        day = date.fromordinal(sale.day)
        return Invoice(sale, due_date(terms_of(self._customer), day), lines, total, remainder, sale.day, {})

    def _booked(self, invoice: Invoice, number: int, credited: Document | None) -> Document:
        whole = head(self._dice, self._customer, self._deliveries)
        notes = invoice.notes
        if credited:
            notes = {"heading": f"Kreditnota til faktura {credited['bookedInvoiceNumber']}"}
            whole["layout"] = dict(CREDIT_NOTE_LAYOUT)
        return {
            "bookedInvoiceNumber": number,
            "orderNumber": invoice_calendar.draft_of(number),
            "date": _iso(invoice.sale.day),
            "currency": self._customer["currency"],
            **invoice.total.of_booked(invoice.remainder),
            "dueDate": _iso(invoice.due.toordinal()),
            **whole,
            **({"notes": notes} if notes else {}),
            "lines": of_booked(invoice.lines),
        }

    def _draft(self, planned: invoice_calendar.Draft, number: int) -> Document:
        dice, day = self._dice, date.fromordinal(planned.day)
        currency = "EUR" if planned.kind == "euros" else self._customer["currency"]
        lines = [] if planned.kind == "no lines" else bought(dice, self._terms._replace(currency=currency))
        price = self._rate(planned.day, currency)
        made = {
            "draftInvoiceNumber": number,
            "soap": {"currentInvoiceHandle": {"id": number}},
            "lines": of_draft(lines, price),
            "date": day.isoformat(),
            "currency": currency,
            **Total.of((line.line for line in lines), price).of_draft(),
            "dueDate": due_date(terms_of(self._customer), day).isoformat(),
            **head(dice, self._customer, self._deliveries),
            "lastUpdated": f"{day}T{4 + dice.below(2):02}:{dice.below(60):02}:00Z",  # UTC: not ahead of a morning
        }
        if planned.kind == "texts":
            _explained(made["lines"])
        if not made["lines"]:
            del made["lines"]
        return made


def _explained(lines: list[Document]) -> None:
    """Lines of text around those with products: one above, two below."""
    texts = ("Arbejde udført i uge 46:", "Materialer er leveret på pladsen.", "Vi takker for ordren.")
    lines.insert(0, {"description": texts[0]})
    lines.extend({"description": text} for text in texts[1:])
    lines[:] = [line | {"lineNumber": number, "sortKey": number} for number, line in enumerate(lines, 1)]


@lru_cache(1_000)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
