"""Responds when our database cannot be written, for views without a form that they could show again."""

import logging

from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from econ_admin.access import preserved_input
from econ_admin.access.request import EconRequest
from econ_admin.access.shown_once import SAFE_METHODS
from econ_admin.http import choose_template, is_signed_in, render_error
from econ_admin.storage_faults import (
    explain_fault,
    explain_not_recorded,
    explain_not_saved,
    find_storage_fault,
    get_fault_status,
)

PAGE = "errors/not-stored.html"

logger = logging.getLogger(__name__)


def render_storage_error(request: EconRequest, error: DatabaseError) -> HttpResponse | None:
    """Says why nothing was saved, on a page that carries the typed fields, or in the alerts of the page that has them.

    Returns None if the server's storage is not to blame.
    """
    fault = find_storage_fault(error)
    if fault is None:
        return None
    logger.error("%s: %s", request.path, error)
    status = get_fault_status(fault)
    if request.method in SAFE_METHODS:
        return render_error(request, explain_fault(fault), status)
    read_log = getattr(request, "read_log", None)  # missing outside an agreement
    if read_log and read_log.has_sent_write:
        return render_error(request, explain_not_recorded(fault), status)
    title, message = _("Not saved"), explain_not_saved(fault)
    if choose_template(request, PAGE, "alert") != PAGE or not is_signed_in(request):
        return render_error(request, message, status, title=title)
    fields = [field for field in preserved_input.extract_fields(request) if field[0] != preserved_input.PERSON_FIELD]
    context = {"title": title, "message": message, "fields": fields, "action": request.get_full_path()}
    return render(request, PAGE, context, status=status)
