"""Responds when our database cannot be used, for views without a form that they could show again."""

import logging
import sys

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from econ_admin.access import preserved_input
from econ_admin.access.request import EconRequest
from econ_admin.access.shown_once import SAFE_METHODS
from econ_admin.http import choose_template, is_signed_in, render_error
from econ_admin.http import server_error as render_server_error
from econ_admin.storage_faults import (
    StorageFault,
    explain_fault,
    explain_not_recorded,
    explain_not_saved,
    find_storage_fault,
    get_fault_status,
)

PAGE = "errors/not-stored.html"
BARE_PAGE = "errors/no-database.html"

logger = logging.getLogger(__name__)


def render_storage_error(request: EconRequest, error: Error) -> HttpResponse | None:
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
    context = {
        "title": title,
        "message": message,
        "fields": fields,
        "has_secrets": _has_secrets(request),
        "action": request.get_full_path(),
    }
    return render(request, PAGE, context, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of errors: says so if our database is to blame, without knowing who is signed in."""
    error = sys.exc_info()[1]
    fault = find_storage_fault(error) if isinstance(error, Error) else None
    return _render_without_database(request, fault) if fault else render_server_error(request)


def _render_without_database(request: HttpRequest, fault: StorageFault) -> HttpResponse:
    """Renders a page by itself. It carries what was typed, and only the token that came with it."""
    read_log, is_write = getattr(request, "read_log", None), request.method not in SAFE_METHODS
    message = explain_fault(fault)
    if is_write:
        has_sent = read_log and read_log.has_sent_write
        message = explain_not_recorded(fault) if has_sent else explain_not_saved(fault)
    context = {
        "title": _("Not saved") if is_write else _("Something went wrong"),
        "message": message,
        "is_write": is_write and not (read_log and read_log.has_sent_write),
        "address": request.get_full_path(),
        "fields": [
            (name, value)
            for name, values in (request.POST.lists() if is_write else ())
            for value in values
            if not preserved_input.is_secret(name)
        ],
        "has_secrets": _has_secrets(request),
    }
    page = render_to_string(choose_template(request, BARE_PAGE, "alert"), context)
    return HttpResponse(page, status=get_fault_status(fault), headers={"Cache-Control": "private, no-store"})


def _has_secrets(request: HttpRequest) -> bool:
    """Tells whether what was posted had passwords or tokens, which no page carries."""
    return any(preserved_input.is_secret(name) for name in request.POST)
