"""Views that save and discard recovery copies."""

from django.db import Error
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.editing import recovery_copies
from econ_admin.access.preserved_input import PERSON_FIELD, is_signature_of
from econ_admin.access.request import EconRequest
from econ_admin.access.sign_in_required import get_safe_address
from econ_admin.http import redirect_to
from econ_admin.storage_faults import explain_fault, find_storage_fault, get_fault_status


@require_POST
def save_recovery_copy(request: EconRequest) -> HttpResponse:
    """Saves the fields that a script posts some seconds after input; without fields, deletes the copy.

    Refuses a page opened by someone else, who has signed out since: their input is not for this person.
    """
    form, fields = request.POST.get("address", ""), request.POST.get("fields", "")
    if not is_signature_of(request.user, request.POST.get(PERSON_FIELD, "")):
        return _respond_text("", 400)
    if not fields:
        recovery_copies.delete_copy(request, form)
        return _respond_text("")
    try:
        saved_at = recovery_copies.save_copy(request, form, fields)
    except Error as error:
        fault = find_storage_fault(error)
        if fault is None:
            raise
        message = _("No recovery copy of your input could be kept.")
        return _respond_text(f"{explain_fault(fault)} {message}", get_fault_status(fault))
    return _respond_text(_("Recovery copy saved %(at)s.") % {"at": saved_at}) if saved_at else _respond_text("", 400)


@require_POST
def discard_recovery_copy(request: EconRequest) -> HttpResponse:
    """Deletes the copy."""
    form = request.POST.get("address", "")
    recovery_copies.delete_copy(request, form)
    if request.htmx:
        return render(request, "editing/recovery.html#discarded")
    return redirect_to(request, get_safe_address(form))


def _respond_text(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
