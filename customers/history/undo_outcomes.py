"""The outcomes of taking back what has no form to show them in: a draft's change, and a creation."""

from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from customers.editing.undo_links import build_undo_url
from customers.editing.write_outcomes import WriteOutcomes
from econ_admin.access.request import EconRequest, url_for
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.http import redirect_to, render_error, translate
from econ_admin.middleware import get_error_status
from econ_admin.trail.labels import describe_subject

T = TypeVar("T")


def redirect_to_undone(request: EconRequest, noun: str, number: int, url: str) -> HttpResponse:
    """Redirects with a message, whose button takes back the taking back; without one if there was nothing to do."""
    undo_url = build_undo_url(request, noun, number)
    text = _("Change undone.") if undo_url else _("There is nothing to undo: it is already as it was before.")
    messages.success(request, text, extra_tags=undo_url)
    return redirect_to(request, url)


class UndoOutcomes(WriteOutcomes[T]):
    """Says why nothing was undone, or offers to try again if the outcome is unknown."""

    def __init__(self, request: EconRequest, noun: str, number: int, back: str) -> None:
        """`back` shows what e-conomic has now."""
        super().__init__(request)
        self.noun, self.number, self.back = noun, number, back

    def render_busy(self) -> HttpResponse:
        return render_error(self.request, _("A colleague is saving this at the moment. Try again."), 409)

    def render_not_found(self, error: NotFound) -> HttpResponse:
        return render_error(self.request, _("This is no longer in e-conomic. Someone has deleted it."), 409)

    def render_failure(self, error: GatewayError) -> HttpResponse:
        if not error.retry_key:
            raise error  # the middleware says what it was
        subject = describe_subject(self.noun, str(self.number))
        context = {
            "title": _("We don't know whether it was undone: %(subject)s") % {"subject": subject},
            "message": translate(error),
            "log_id": error.log_id,
            "retry_key": error.retry_key,
            "back": self.back,
        }
        return render(self.request, "history/unresolved.html", context, status=get_error_status(error))

    def render_current(self) -> HttpResponse:
        message = _(
            "We don't know whether this was undone, and it is too late to try again safely. Look at the history."
        )
        messages.warning(self.request, message)
        return redirect_to(self.request, url_for(self.request, "customers:history"))
