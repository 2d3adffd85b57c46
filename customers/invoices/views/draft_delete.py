"""Deletes a draft in e-conomic without confirmation, and restores it with a new number."""

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing.delete_once import delete_once
from customers.editing.save import exclusive_save, find_dropped_fields
from customers.editing.unresolved_writes import find_posted, retry_write
from customers.editing.write_outcomes import WriteOutcomes
from customers.invoices.deleted_drafts import (
    PATH,
    DeletedDraft,
    find_deleted_draft,
    find_latest_deletion,
    find_restoration,
)
from customers.shared.draft_labels import list_labels
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.gateway.records import DraftInvoice
from econ_admin.http import redirect_to, render_error, translate
from econ_admin.middleware import get_error_status

NOUN = "drafts"
UNRESOLVED_TEMPLATE = "invoices/delete_unresolved.html"

T = TypeVar("T")


@require_POST
def delete_draft_invoice(request: EconRequest, draft: int) -> HttpResponse:
    """Deletes the draft once, however often it is requested."""
    unresolved = find_posted(request, "DELETE", f"{PATH}/{draft}")
    return DeletionOutcomes(request, draft, is_retry=unresolved is not None).attempt(
        lambda: delete_once(
            request, NOUN, draft, unresolved, lambda economic: economic.drafts.remove(draft, economic.drafts.get(draft))
        )
    )


@require_POST
def restore_draft_invoice(request: EconRequest, key: UUID) -> HttpResponse:
    """Restores the draft that was deleted under this key. A second request shows the restored draft."""
    deleted = find_deleted_draft(request, str(key))
    if deleted is None:
        return render_error(request, _("There is no deleted draft to restore."), 410)

    def write() -> DraftInvoice:
        with exclusive_save(request, "deleted drafts", deleted.key) as economic:
            if unresolved := find_restoration(request, deleted):
                return retry_write(economic, unresolved, DraftInvoice)
            return economic.drafts.add(deleted.document)

    return RestorationOutcomes(request, deleted).attempt(write)


class DraftOutcomes(WriteOutcomes[T]):
    """The outcomes that deleting and restoring share: a page to try again if the outcome is unknown."""

    unresolved_title: str
    back: str

    def render_busy(self) -> HttpResponse:
        return render_error(self.request, _("A colleague is saving this draft. Try again in a moment."), 409)

    def render_failure(self, error: GatewayError) -> HttpResponse:
        if not error.retry_key:
            raise error  # the middleware says what it was
        context = {
            "title": self.unresolved_title,
            "message": translate(error),
            "log_id": error.log_id,
            "retry_key": error.retry_key,
            "action": self.request.path,
            "back": self.back,
        }
        return render(self.request, UNRESOLVED_TEMPLATE, context, status=get_error_status(error))


class DeletionOutcomes(DraftOutcomes[None]):
    """Leads to the list of drafts, which offers to restore the draft."""

    def __init__(self, request: EconRequest, draft: int, *, is_retry: bool) -> None:
        super().__init__(request)
        self.draft, self.is_retry = draft, is_retry
        self.unresolved_title = _("We don't know whether draft %(number)s was deleted") % {"number": draft}
        self.back = _build_draft_url(request, draft)

    def render_done(self, result: None) -> HttpResponse:
        request, parameters = self.request, {"number": self.draft}
        message = _("Draft %(number)s deleted in e-conomic. If you restore it, it gets a new number.") % parameters
        key = find_latest_deletion(request, self.draft)
        restore_url = url_for(request, "customers:restore-draft", key) if key else ""
        messages.success(request, message, extra_tags=restore_url)  # URL of the toast's button
        return redirect_to(request, url_for(request, "customers:all-drafts"))

    def render_not_found(self, error: NotFound) -> HttpResponse:
        if self.is_retry:
            return self.render_done(None)  # deleted by the first attempt
        message = _("Draft %(number)s is no longer in e-conomic. It was already booked or deleted.")
        messages.warning(self.request, message % {"number": self.draft})
        return redirect_to(self.request, url_for(self.request, "customers:all-drafts"))

    def render_current(self) -> HttpResponse:
        self.request.economic.drafts.get(self.draft)
        message = _("Draft %(number)s was not deleted. It is still in e-conomic.") % {"number": self.draft}
        messages.warning(self.request, message)
        return redirect_to(self.request, self.back)


class RestorationOutcomes(DraftOutcomes[DraftInvoice]):
    """Leads to the restored draft."""

    def __init__(self, request: EconRequest, deleted: DeletedDraft) -> None:
        super().__init__(request)
        self.deleted = deleted
        self.unresolved_title = _("We don't know whether the draft was restored")
        self.back = url_for(request, "customers:drafts", deleted.draft.customer.customer_number)

    def render_done(self, result: DraftInvoice) -> HttpResponse:
        request, number = self.request, result.draft_invoice_number
        messages.success(request, _("Draft restored with the number %(number)s.") % {"number": number})
        if dropped_fields := find_dropped_fields(self.deleted.document, result):
            message = _("e-conomic did not restore: %(fields)s.") % {"fields": list_labels(dropped_fields)}
            messages.warning(request, message)
        return redirect_to(request, _build_draft_url(request, number))

    def render_current(self) -> HttpResponse:
        message = _(
            "We don't know whether the draft was restored, and it is too late to try again safely. Check this list."
        )
        messages.warning(self.request, message)
        return redirect_to(self.request, self.back)


def _build_draft_url(request: EconRequest, draft: int) -> str:
    return url_for(request, "customers:draft", draft)
