"""What the page of a sheet needs to know of it, asked for in one round trip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from customers.drafting.draft_totals import Reckoning, reckon
from customers.drafting.grid.rows import empty_row, labels, rows_of, typed_into
from customers.drafting.grid.totals_panel import sums
from customers.drafting.header_fields import NEM_HANDEL
from customers.drafting.header_form import HeadForm
from customers.drafting.line_order import standing
from customers.frame.contact_rows import place_name
from customers.models import Sheet, SheetLine
from customers.shared import formatting
from customers.shared.form_fields import Options
from econ_admin.gateway import Unavailable, optional
from econ_admin.http import EconRequest, url_for


@dataclass
class Typed:
    """What was just typed and could not be kept, to be shown again with the reason."""

    line: int | None = None
    """Of which line; None: of the sheet's fields, unless `is_new`."""
    is_new: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    newer: Sequence[str] = ()
    """Cells, or fields, that somebody else changed meanwhile."""
    refused: Mapping[int, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """What e-conomic said of lines, by their pk."""


NOTHING = Typed()


def offer_lists(request: EconRequest, sheet: Sheet, form: HeadForm) -> list[tuple[int, str]]:
    """Fill all that is chosen from a list; gives the units, for the lines."""
    economic, customer = request.economic, sheet.customer
    with economic.transport.at_hand():
        contacts, locations, terms, zones, layouts, employees, currencies, units = economic.together(
            optional(lambda: economic.contacts.of(customer)),
            optional(lambda: economic.delivery_locations.of(customer)),
            optional(lambda: [(each.payment_terms_number, each.name) for each in economic.payment_terms.all()]),
            optional(lambda: [(each.vat_zone_number, each.name) for each in economic.vat_zones.all()]),
            optional(lambda: [(each.layout_number, each.name) for each in economic.layouts.all()]),
            optional(lambda: [(each.employee_number, each.name) for each in economic.employees.all()]),
            optional(lambda: [(each.code, f"{each.code} {each.name}") for each in economic.currencies.all()]),
            optional(lambda: [(each.unit_number, each.name) for each in economic.units.all()]),
        )
    people: Options | Unavailable = contacts if isinstance(contacts, Unavailable) else [
        (each.customer_contact_number, each.name) for each in contacts
    ]  # fmt: skip
    places: Options | Unavailable = locations if isinstance(locations, Unavailable) else [
        (each.delivery_location_number, place_name(each)) for each in locations
    ]  # fmt: skip
    lists: dict[str, Options | Unavailable] = {
        "payment_terms": terms, "recipient.vat_zone": zones, "layout": layouts, "delivery_location": places,
        "recipient.attention": people, "references.customer_contact": people,
        "references.sales_person": employees, "references.vendor_reference": employees,
        "currency": currencies, "recipient.nem_handel_type": NEM_HANDEL,
    }  # fmt: skip
    for name, options in lists.items():
        form.offer(name, options)
    return [] if isinstance(units, Unavailable) else units


def face(request: EconRequest, sheet: Sheet, typed: Typed = NOTHING) -> dict[str, Any]:
    """Everything of the page but what deserves a thought before sending."""
    form = HeadForm(sheet.head, None if typed.line or typed.is_new else typed.texts)
    units = offer_lists(request, sheet, form)
    if not (typed.line or typed.is_new):
        _say(form, typed)
    lines = standing(sheet)
    reckoning = reckon(request.economic, sheet, lines)
    rows = rows_of(lines, reckoning)
    for row in rows:
        if row.pk == typed.line:
            typed_into(row, typed.texts, typed.wrong, typed.newer)
        typed_into(row, {}, typed.refused.get(row.pk or 0, {}), ())
    new = empty_row(len(rows) + 1)
    if typed.is_new:
        typed_into(new, typed.texts, typed.wrong, ())
    return state(request, sheet, lines, reckoning) | {
        "head_form": form,
        "head": head_words(form, sheet),
        "units": [(str(number), name) for number, name in units],
        "rows": rows,
        "new_row": new,
    }


def _say(form: HeadForm, typed: Typed) -> None:
    """Beside each field what is wrong with it, and what somebody else made of it."""
    for name in typed.newer:
        form.say_newer(name)
    for name, messages in typed.wrong.items():
        if name not in form.wrong:
            form.say(name, list(messages))


def state(request: EconRequest, sheet: Sheet, lines: Sequence[SheetLine], reckoning: Reckoning) -> dict[str, Any]:
    """What every answer about the sheet tells anew."""
    head = sheet.head
    return {
        "sheet": sheet,
        "is_mine": sheet.person_id == request.user.pk,
        "may_write": sheet.person_id == request.user.pk and sheet.state == Sheet.State.OPEN,
        "in_doubt": sheet.state == Sheet.State.IN_DOUBT,
        "sending": sheet.state == Sheet.State.SENDING,
        "name": head.recipient.name,
        "customer": str(sheet.customer),
        "order": " ".join(str(line.pk) for line in lines),
        "sums": sums(reckoning.totals, head.currency),
        "currency": head.currency,
        "kept_at": formatting.clock(sheet.changed),
        "labels": labels(),
        "has_manual_prices": any(line.price_by_hand or line.carried_over for line in lines if line.product),
        "lines_url": url_for(request, "customers:sheet-lines", sheet.pk),
        "sheet_url": url_for(request, "customers:sheet", sheet.pk),
        "pdf_url": "" if sheet.is_new else url_for(request, "customers:draft-pdf", sheet.draft_number),
        "customer_url": url_for(request, "customers:page", sheet.customer),
    }


def head_words(form: HeadForm, sheet: Sheet) -> list[tuple[str, str]]:
    """What the folded fields say for themselves."""
    head = sheet.head
    told = [
        (_("Dated"), formatting.day(head.date) if head.date else ""),
        (_("Due"), formatting.day(head.due_date) if head.due_date else ""),
        (_("Delivery"), head.delivery.address.split("\n")[0]),
        (_("VAT zone"), form.words_for("recipient.vat_zone", head.recipient.vat_zone)),
    ]
    return [(label, words) for label, words in told if words]


def units_of(request: EconRequest) -> list[tuple[str, str]]:
    """The units that a line may have; none where e-conomic does not answer."""
    units = request.economic.together(optional(request.economic.units.all))[0]
    return [] if isinstance(units, Unavailable) else [(str(each.unit_number), each.name) for each in units]
