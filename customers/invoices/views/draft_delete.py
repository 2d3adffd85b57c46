"""Deleting a draft in e-conomic, unasked, and making it again, with a new number."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.leases import Busy
from customers.editing.save import dropped, saving
from customers.editing.unresolved_writes import Open, TooLate, ask_again, find_open
from customers.invoices.deleted_drafts import PATH, Deleted, find_deleted, find_made_again, latest_deletion
from econ_admin.gateway.errors import GatewayError, NotFound, Rejected
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import EconRequest, redirect_to, render_error, url_for
from econ_admin.middleware import get_error_status

NOUN = "drafts"


@require_POST
def delete_draft(request: EconRequest, draft: int) -> HttpResponse:
    """Once, however often it is asked: what is gone already was deleted."""
    doubt = find_open(request, request.POST.get("unsettled", ""), f"{PATH}/{draft}")
    try:
        with saving(request, NOUN, draft):
            if doubt:
                ask_again(request, doubt, IgnoredBody)
            else:
                request.economic.drafts.remove(draft, request.economic.drafts.get(draft))
    except Busy:
        return _busy(request)
    except TooLate:
        return _look(request, draft)
    except NotFound:
        if not doubt:
            return _was_gone(request, draft)
    except GatewayError as error:
        title = _("Whether draft %(number)s was deleted is not known") % {"number": draft}
        return _failed(request, error, doubt, title, _back(request, draft))
    return _gone(request, draft)


@require_POST
def make_draft_again(request: EconRequest, key: UUID) -> HttpResponse:
    """The draft that was deleted under that key. Asked twice, it is made once: the second time shows it."""
    deleted = find_deleted(request, str(key))
    if deleted is None:
        return render_error(request, _("There is no deleted draft of yours here that could be made again."), 410)
    doubt: Open | None = None
    try:
        with saving(request, "deleted drafts", deleted.key):
            if doubt := find_made_again(request, deleted):
                made = ask_again(request, doubt, DraftInvoice)
            else:
                made = request.economic.drafts.add(deleted.document)
    except Busy:
        return _busy(request)
    except TooLate:
        return _too_late(request, deleted)
    except GatewayError as error:
        title = _("Whether the draft was made again is not known")
        return _failed(request, error, doubt, title, _drafts_of(request, deleted))
    return _made(request, deleted, made)


def _gone(request: EconRequest, draft: int) -> HttpResponse:
    said = _("Draft %(number)s is deleted in e-conomic. Made again, it gets a new number.") % {"number": draft}
    key = latest_deletion(request, draft)
    again = url_for(request, "customers:make-draft-again", key) if key else ""
    messages.success(request, said, extra_tags=again)  # where the toast's button leads
    return redirect_to(request, url_for(request, "customers:all-drafts"))


def _was_gone(request: EconRequest, draft: int) -> HttpResponse:
    said = _("Draft %(number)s is no longer in e-conomic: it was booked or deleted before.") % {"number": draft}
    messages.warning(request, said)
    return redirect_to(request, url_for(request, "customers:all-drafts"))


def _look(request: EconRequest, draft: int) -> HttpResponse:
    """Too late to ask again: whether it is still there says what became of it."""
    try:
        request.economic.drafts.get(draft)
    except NotFound:
        return _gone(request, draft)
    messages.warning(request, _("Draft %(number)s was not deleted: e-conomic still has it.") % {"number": draft})
    return redirect_to(request, _back(request, draft))


def _made(request: EconRequest, deleted: Deleted, made: DraftInvoice) -> HttpResponse:
    number = made.draft_invoice_number
    messages.success(request, _("The draft is made again, with the number %(number)s.") % {"number": number})
    if lost := dropped(deleted.document, made):
        said = _("e-conomic did not take over everything as it was: %(fields)s.") % {"fields": ", ".join(lost)}
        messages.warning(request, said)
    return redirect_to(request, _back(request, number))


def _too_late(request: EconRequest, deleted: Deleted) -> HttpResponse:
    said = _("It is too late to ask again whether the draft was made: look whether it stands among these.")
    messages.warning(request, said)
    return redirect_to(request, _drafts_of(request, deleted))


def _failed(request: EconRequest, error: GatewayError, doubt: Open | None, title: str, back: str) -> HttpResponse:
    """A page that asks again where the outcome is unknown; the middleware answers for the rest."""
    key = (
        error.idempotency_key
        if error.outcome_unknown
        else doubt.key
        if doubt and not isinstance(error, Rejected)
        else ""
    )
    if not key:
        raise error
    context = {
        "title": title,
        "sentence": _(error.message) % error.parameters,
        "log_id": error.log_id,
        "key": key,
        "action": request.path,
        "back": back,
    }
    return render(request, "invoices/delete_unresolved.html", context, status=get_error_status(error))


def _busy(request: EconRequest) -> HttpResponse:
    return render_error(request, _("Somebody is at this draft just now. Try again in a moment."), 409)


def _back(request: EconRequest, draft: int) -> str:
    return url_for(request, "customers:draft", draft)


def _drafts_of(request: EconRequest, deleted: Deleted) -> str:
    return url_for(request, "customers:drafts", deleted.draft.customer.customer_number)
