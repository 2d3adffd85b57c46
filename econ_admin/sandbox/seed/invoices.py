"""Generates a customer's invoices: a year of booked ones, including credit notes, and sometimes a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from econ_admin.sandbox.invoice_math import ZERO, InvoiceTotal, round_amount
from econ_admin.sandbox.seed import invoice_calendar, payments
from econ_admin.sandbox.seed.invoice_headers import build_header, get_due_date, get_exchange_rate, get_payment_terms
from econ_admin.sandbox.seed.invoice_lines import (
    PriceTerms,
    SaleLine,
    build_booked_lines,
    build_draft_lines,
    generate_lines,
    negate_lines,
)
from econ_admin.sandbox.seed.invoice_texts import InvoiceTexts
from econ_admin.sandbox.seed.quantity_discounts import DEFAULT_GROUP
from econ_admin.sandbox.seed.random_stream import RandomStream
from econ_admin.sandbox.seed.reference import PRICE_GROUPS

Document = dict[str, Any]

STREAM = 3 << 40
CREDIT_NOTE_LAYOUT = {"layoutNumber": 22}
HEADINGS = ("Levering uge {}", "Jf. aftale", "Månedsfaktura", "Efter tilbud {}", "Sag {}")


@dataclass(slots=True)
class SeedInvoice:
    """A booked invoice before it has a number. `paid_on` is an ordinal."""

    sale: invoice_calendar.Sale
    due_date: date
    lines: list[SaleLine]
    total: InvoiceTotal
    remainder: Decimal
    paid_on: int
    notes: Document


class Account:
    """One customer's invoices, payments and balance."""

    def __init__(self, index: int, customer: Document, deliveries: Sequence[Document], today: date) -> None:
        self._stream, self._texts = RandomStream(STREAM + index), InvoiceTexts(index)
        self._index, self._customer, self._deliveries, self._today = index, customer, deliveries, today
        group = PRICE_GROUPS.get(customer["customerGroup"]["customerGroupNumber"], DEFAULT_GROUP)
        self._terms = PriceTerms(customer["currency"], customer["vatZone"]["vatZoneNumber"], group)
        self._habit = payments.pick_habit(self._stream)
        self._invoices: list[SeedInvoice] = []
        for sale in invoice_calendar.list_sales(index, today):
            self._invoices.append(
                self._build_sale(sale)
                if sale.credited_index is None
                else self._build_credit_note(sale, sale.credited_index)
            )

    @property
    def balance(self) -> Decimal:
        """The unpaid amount, in the customer's currency."""
        return sum((invoice.remainder for invoice in self._invoices), Decimal("0.00"))

    @property
    def due_amount(self) -> Decimal:
        """The part of the balance that was due before today."""
        return sum((invoice.remainder for invoice in self._invoices if invoice.due_date < self._today), Decimal("0.00"))

    def build_booked(self, numbers: invoice_calendar.InvoiceNumbers) -> list[Document]:
        """Returns the booked invoices, oldest first."""
        documents: list[Document] = []
        for invoice in self._invoices:
            credited_document = None if invoice.sale.credited_index is None else documents[invoice.sale.credited_index]
            documents.append(
                self._build_booked_document(invoice, numbers.take_booked_number(invoice.sale.day), credited_document)
            )
        return documents

    def build_draft(self, numbers: invoice_calendar.InvoiceNumbers) -> Document | None:
        """Returns the draft, if the customer has one."""
        planned = invoice_calendar.plan_draft(self._index, self._today)
        return planned and self._build_draft_document(planned, numbers.take_draft_number(planned.day))

    def _get_exchange_rate(self, day: int, currency: str) -> Decimal:
        return get_exchange_rate(currency, self._today.toordinal() - day)

    def _build_sale(self, sale: invoice_calendar.Sale) -> SeedInvoice:
        stream, day = self._stream, date.fromordinal(sale.day)
        lines = generate_lines(stream, self._terms)
        total = InvoiceTotal.from_lines(
            (line.amounts for line in lines), self._get_exchange_rate(sale.day, self._terms.currency)
        )
        due = get_due_date(get_payment_terms(self._customer), day)
        paid_on = payments.pick_payment_day(stream, self._habit, sale.day, due.toordinal())
        remainder = ZERO if paid_on <= self._today.toordinal() else total.gross
        if remainder and stream.chance(0.05):  # partly paid
            remainder -= round_amount(remainder / stream.between(2, 5), 2)
        heading = stream.pick(HEADINGS).format(stream.between(1, 52)) if stream.chance(0.15) else ""
        return SeedInvoice(sale, due, lines, total, remainder, paid_on, {"heading": heading} if heading else {})

    def _build_credit_note(self, sale: invoice_calendar.Sale, credited_index: int) -> SeedInvoice:
        """Credits all lines or the first of an earlier invoice: offset against its unpaid amount, otherwise open until
        repaid."""
        stream, credited_invoice = self._stream, self._invoices[credited_index]
        is_full_credit = stream.chance(0.5)
        lines = negate_lines(credited_invoice.lines if is_full_credit else credited_invoice.lines[:1])
        total = InvoiceTotal.from_lines((line.amounts for line in lines), credited_invoice.total.exchange_rate)
        remainder = total.gross
        if credited_invoice.remainder:
            offset_amount = min(credited_invoice.remainder, -remainder)
            credited_invoice.remainder -= offset_amount
            remainder += offset_amount
        elif credited_invoice.paid_on > sale.day or sale.day + stream.between(20, 300) <= self._today.toordinal():
            remainder = ZERO
        day = date.fromordinal(sale.day)
        return SeedInvoice(
            sale, get_due_date(get_payment_terms(self._customer), day), lines, total, remainder, sale.day, {}
        )

    def _build_booked_document(self, invoice: SeedInvoice, number: int, credited_document: Document | None) -> Document:
        header = build_header(self._stream, self._customer, self._deliveries)
        notes = invoice.notes | self._texts.generate_notes()
        if credited_document:
            notes = {"heading": f"Kreditnota til faktura {credited_document['bookedInvoiceNumber']}"}
            header["layout"] = dict(CREDIT_NOTE_LAYOUT)
        self._add_vendor_reference(header)
        return {
            "bookedInvoiceNumber": number,
            "orderNumber": invoice_calendar.get_draft_number(number),
            "date": _format_ordinal(invoice.sale.day),
            "currency": self._customer["currency"],
            **invoice.total.to_booked_amounts(invoice.remainder),
            "dueDate": _format_ordinal(invoice.due_date.toordinal()),
            **header,
            **({"notes": notes} if notes else {}),
            "lines": self._texts.add_booked_lines(
                build_booked_lines(invoice.lines), is_credit_note=credited_document is not None
            ),
        }

    def _add_vendor_reference(self, header: Document) -> None:
        if reference := self._texts.generate_vendor_reference():
            header["references"] = header.get("references", {}) | reference

    def _build_draft_document(self, planned: invoice_calendar.PlannedDraft, number: int) -> Document:
        stream, day = self._stream, date.fromordinal(planned.day)
        currency = "EUR" if planned.kind == "euros" else self._customer["currency"]
        lines = [] if planned.kind == "no lines" else generate_lines(stream, self._terms._replace(currency=currency))
        exchange_rate = self._get_exchange_rate(planned.day, currency)
        header = build_header(stream, self._customer, self._deliveries)
        header["recipient"] |= self._texts.generate_nem_handel_type(header["recipient"])
        self._add_vendor_reference(header)
        notes = self._texts.generate_notes()
        document = {
            "draftInvoiceNumber": number,
            **self._texts.generate_external_id(),
            "soap": {"currentInvoiceHandle": {"id": number}},
            "lines": build_draft_lines(lines, exchange_rate),
            "date": day.isoformat(),
            "currency": currency,
            **InvoiceTotal.from_lines((line.amounts for line in lines), exchange_rate).to_draft_amounts(),
            "dueDate": get_due_date(get_payment_terms(self._customer), day).isoformat(),
            **header,
            **({"notes": notes} if notes else {}),
            # UTC; early, so that it is in the past in the morning
            "lastUpdated": f"{day}T{4 + stream.below(2):02}:{stream.below(60):02}:00Z",
        }
        if planned.kind == "texts":
            _add_text_lines(document["lines"])
        if not document["lines"]:
            del document["lines"]
        return document


def _add_text_lines(lines: list[Document]) -> None:
    """Adds text lines: one above and two below the product lines."""
    texts = ("Arbejde udført i uge 46:", "Materialer er leveret på pladsen.", "Vi takker for ordren.")
    lines.insert(0, {"description": texts[0]})
    lines.extend({"description": text} for text in texts[1:])
    lines[:] = [line | {"lineNumber": number, "sortKey": number} for number, line in enumerate(lines, 1)]


@lru_cache(1_000)
def _format_ordinal(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
