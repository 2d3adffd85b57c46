"""Deletes a draft in e-conomic without confirmation, and restores it with a new number."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.leases import DocumentBusy
from customers.editing.save import exclusive_save, find_dropped_fields
from customers.editing.unresolved_writes import RetryExpired, UnresolvedWrite, find_posted, retry_write
from customers.invoices.deleted_drafts import (
    PATH,
    DeletedDraft,
    find_deleted_draft,
    find_latest_deletion,
    find_restoration,
)
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound, Rejected
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import redirect_to, render_error
from econ_admin.middleware import get_error_status

NOUN = "drafts"


@require_POST
def delete_draft_invoice(request: EconRequest, draft: int) -> HttpResponse:
    """Deletes the draft once, however often it is requested."""
    unresolved = find_posted(request, "DELETE", f"{PATH}/{draft}")
    try:
        with exclusive_save(request, NOUN, draft) as economic:
            if unresolved:
                retry_write(economic, unresolved, IgnoredBody)
            else:
                economic.drafts.remove(draft, economic.drafts.get(draft))
    except DocumentBusy:
        return _render_busy(request)
    except RetryExpired:
        return _check_still_exists(request, draft)
    except NotFound:
        if not unresolved:
            return _redirect_already_gone(request, draft)
    except GatewayError as error:
        title = _("We don't know whether draft %(number)s was deleted") % {"number": draft}
        return _render_unresolved(request, error, unresolved, title, _build_draft_url(request, draft))
    return _redirect_deleted(request, draft)


@require_POST
def restore_draft_invoice(request: EconRequest, key: UUID) -> HttpResponse:
    """Restores the draft that was deleted under this key. A second request shows the restored draft."""
    deleted = find_deleted_draft(request, str(key))
    if deleted is None:
        return render_error(request, _("You have no deleted draft here to restore."), 410)
    unresolved: UnresolvedWrite | None = None
    try:
        with exclusive_save(request, "deleted drafts", deleted.key) as economic:
            if unresolved := find_restoration(request, deleted):
                restored = retry_write(economic, unresolved, DraftInvoice)
            else:
                restored = economic.drafts.add(deleted.document)
    except DocumentBusy:
        return _render_busy(request)
    except RetryExpired:
        return _redirect_expired(request, deleted)
    except GatewayError as error:
        title = _("We don't know whether the draft was restored")
        return _render_unresolved(request, error, unresolved, title, _build_drafts_url(request, deleted))
    return _redirect_to_restored(request, deleted, restored)


def _redirect_deleted(request: EconRequest, draft: int) -> HttpResponse:
    message = _("Draft %(number)s deleted in e-conomic. If you restore it, it gets a new number.") % {"number": draft}
    key = find_latest_deletion(request, draft)
    restore_url = url_for(request, "customers:restore-draft", key) if key else ""
    messages.success(request, message, extra_tags=restore_url)  # URL of the toast's button
    return redirect_to(request, url_for(request, "customers:all-drafts"))


def _redirect_already_gone(request: EconRequest, draft: int) -> HttpResponse:
    message = _("Draft %(number)s is no longer in e-conomic. It was already booked or deleted.") % {"number": draft}
    messages.warning(request, message)
    return redirect_to(request, url_for(request, "customers:all-drafts"))


def _check_still_exists(request: EconRequest, draft: int) -> HttpResponse:
    """Checks whether the draft is still there, once retrying is no longer safe."""
    try:
        request.economic.drafts.get(draft)
    except NotFound:
        return _redirect_deleted(request, draft)
    messages.warning(request, _("Draft %(number)s was not deleted. It is still in e-conomic.") % {"number": draft})
    return redirect_to(request, _build_draft_url(request, draft))


def _redirect_to_restored(request: EconRequest, deleted: DeletedDraft, restored: DraftInvoice) -> HttpResponse:
    number = restored.draft_invoice_number
    messages.success(request, _("Draft restored with the number %(number)s.") % {"number": number})
    if dropped_fields := find_dropped_fields(deleted.document, restored):
        message = _("e-conomic did not restore: %(fields)s.") % {"fields": ", ".join(dropped_fields)}
        messages.warning(request, message)
    return redirect_to(request, _build_draft_url(request, number))


def _redirect_expired(request: EconRequest, deleted: DeletedDraft) -> HttpResponse:
    message = _("It is too late to try again safely. Check whether the draft is in this list.")
    messages.warning(request, message)
    return redirect_to(request, _build_drafts_url(request, deleted))


def _render_unresolved(
    request: EconRequest, error: GatewayError, unresolved: UnresolvedWrite | None, title: str, back: str
) -> HttpResponse:
    """Renders a page to try again if the outcome is unknown; otherwise raises the error for the middleware."""
    key = (
        error.idempotency_key
        if error.outcome_unknown
        else unresolved.key
        if unresolved and not isinstance(error, Rejected)
        else ""
    )
    if not key:
        raise error
    context = {
        "title": title,
        "message": _(error.message) % error.parameters,
        "log_id": error.log_id,
        "retry_key": key,
        "action": request.path,
        "back": back,
    }
    return render(request, "invoices/delete_unresolved.html", context, status=get_error_status(error))


def _render_busy(request: EconRequest) -> HttpResponse:
    return render_error(request, _("A colleague is saving this draft. Try again in a moment."), 409)


def _build_draft_url(request: EconRequest, draft: int) -> str:
    return url_for(request, "customers:draft", draft)


def _build_drafts_url(request: EconRequest, deleted: DeletedDraft) -> str:
    return url_for(request, "customers:drafts", deleted.draft.customer.customer_number)
