"""Sheets: the list of what is not sent, a new one, its page, and whose it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.drafting import create, ownership, resolve_send
from customers.drafting.revisions import NotOpen
from customers.drafting.views.responses import not_open, the_sheet, whole, why_closed
from customers.models import Sheet
from customers.shared import formatting
from customers.shared.unavailable import failed
from econ_admin.gateway import Unavailable, optional
from econ_admin.http import EconRequest, redirect_to, url_for


@require_safe
def sheets(request: EconRequest) -> HttpResponse:
    """Everybody's, one's own first."""
    found = sorted(ownership.unsent(request), key=lambda each: each.person_id != request.user.pk)
    return render(request, "drafting/list.html", {"sheets": [_listed(request, each) for each in found]})


@require_POST
def new_sheet(request: EconRequest, customer: int) -> HttpResponse:
    return _opened(request, create.begin(request, customer))


@require_POST
def copy_draft(request: EconRequest, draft: int) -> HttpResponse:
    return _opened(request, create.begin_from(request, request.economic.drafts.get(draft)))


@require_POST
def edit_draft(request: EconRequest, draft: int) -> HttpResponse:
    return _opened(request, create.open_draft(request, draft))


@require_POST
def copy_booked(request: EconRequest, booked: int) -> HttpResponse:
    return _opened(request, create.begin_from(request, request.economic.booked.get(booked)))


@require_POST
def credit_booked(request: EconRequest, booked: int) -> HttpResponse:
    return _opened(request, create.begin_from(request, request.economic.booked.get(booked), credit=True))


@require_safe
def sheet(request: EconRequest, sheet: int) -> HttpResponse:
    found = the_sheet(request, sheet)
    if found.state == Sheet.State.SENT and found.draft_number:
        return redirect_to(request, url_for(request, "customers:draft", found.draft_number))
    more: dict[str, Any] = {"closed": why_closed(request, found)}
    if found.state == Sheet.State.IN_DOUBT and found.person_id == request.user.pk:
        safe = resolve_send.is_safe(found)
        more |= {"can_ask_again": safe} if safe else _candidates(request, found)
    return whole(request, found, **more)


@require_POST
def take_over(request: EconRequest, sheet: int) -> HttpResponse:
    try:
        ownership.take_over(request, the_sheet(request, sheet))
    except NotOpen as error:
        return not_open(request, error)
    messages.success(request, _("The sheet is yours now."))
    return redirect_to(request, url_for(request, "customers:sheet", sheet))


@require_POST
def throw_away(request: EconRequest, sheet: int) -> HttpResponse:
    try:
        ownership.throw_away(request, the_sheet(request, sheet))
    except NotOpen as error:
        return not_open(request, error)
    messages.success(request, _("The sheet is thrown away. e-conomic never knew of it."))
    return redirect_to(request, url_for(request, "customers:sheets"))


def _candidates(request: EconRequest, sheet: Sheet) -> dict[str, Any]:
    """The drafts that it may have become; the sheet can be read where they cannot be had."""
    with request.economic.transport.afresh():  # one of them is about to be taken for the sheet
        found = optional(lambda: resolve_send.candidates(request, sheet))()
    return {"unasked": failed(found)} if isinstance(found, Unavailable) else {"candidates": found}


def _opened(request: EconRequest, sheet: Sheet) -> HttpResponse:
    return redirect_to(request, url_for(request, "customers:sheet", sheet.pk))


def _listed(request: EconRequest, sheet: Sheet) -> dict[str, object]:
    head = sheet.head
    return {
        "url": url_for(request, "customers:sheet", sheet.pk),
        "name": head.recipient.name or str(sheet.customer),
        "customer": str(sheet.customer),
        "changed": formatting.moment(sheet.changed),
        "person": str(sheet.person),
        "is_mine": sheet.person_id == request.user.pk,
        "in_doubt": sheet.state == Sheet.State.IN_DOUBT,
        "draft": sheet.draft_number or "",
        "lines": formatting.whole(sheet.lines.filter(removed=False).count()),
    }
