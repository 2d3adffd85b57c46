"""Handles CSRF failures, mostly caused by signing in again in another tab after the page was opened."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from econ_admin.access import preserved_input
from econ_admin.access.forms import SignInForm
from econ_admin.access.request import EconRequest
from econ_admin.access.sign_in_required import ALERT_TEMPLATE, get_safe_address, render_sign_in
from econ_admin.access.sign_in_required import PAGE_TEMPLATE as SIGN_IN_PAGE
from econ_admin.http import choose_template, is_signed_in, redirect_to, render_error
from econ_admin.uploads import has_refused_file

PAGE = "access/confirm.html"
TOKEN_HEADER = "X-CSRFToken"  # noqa: S105  # of the response: the token to send the same request with once more

# Django's reasons that start like this concern the token; any other means that the request came from another site.
TOKEN_REASONS = ("CSRF token", "CSRF cookie")


def csrf_failure(request: EconRequest, reason: str = "") -> HttpResponse:
    """Rejects the request and offers a retry: a new token for scripts, or a page that carries the typed fields.

    Scripts read the token from a header that browsers hide from other origins. The page is only shown for a form signed
    for the person who is signed in, which another site cannot forge.
    """
    if not reason.startswith(TOKEN_REASONS):
        message = _(
            "Nothing was saved. We could not confirm that the request came from this site. "
            "Go back, reload the page and try again."
        )
        return render_error(request, message, 403, title=_("Not allowed"))
    if request.path.startswith(reverse("access:sign-in")):
        return _sign_in_again(request)
    opened_by = preserved_input.page_opened_by(request)
    if is_signed_in(request) and preserved_input.is_signature_of(request.user, opened_by):
        if not request.htmx:
            return confirm(request, preserved_input.extract_fields(request), status=403)
        message = _("You signed in again in another tab, so nothing was saved. Try again.")
        return _with_token(request, render_error(request, message, 403, title=_("The page is out of date")))
    if is_signed_in(request) and preserved_input.is_signed(opened_by):
        return render(request, choose_template(request, "access/another-person.html", "alert"), status=403)
    message = _("Nothing was saved because the page was out of date. Go back, reload the page and try again.")
    return render_error(request, message, 403, title=_("The page is out of date"))


def confirm(request: EconRequest, typed: Sequence[tuple[str, str]], status: int = 200) -> HttpResponse:
    """Renders the fields of a rejected write with a button that submits them to the same URL."""
    fields = [(name, value) for name, value in typed if name != preserved_input.PERSON_FIELD]
    context = {"fields": fields, "action": request.get_full_path(), "has_files": has_refused_file(request)}
    return render(request, PAGE, context, status=status)


def _sign_in_again(request: EconRequest) -> HttpResponse:
    """Handles an outdated sign-in form, keeping the fields it carries. A person already signed in is redirected."""
    to, typed = get_safe_address(request.POST.get("next", "")), preserved_input.extract_preserved_fields(request)
    if request.htmx:
        return _with_token(request, render_sign_in(request, ALERT_TEMPLATE, SignInForm(request), to, typed, status=403))
    if is_signed_in(request) and preserved_input.is_signature_of(
        request.user, preserved_input.get_person_signature(typed)
    ):
        preserved_input.store_fields(request, to, typed)
        return redirect_to(request, to)
    return render_sign_in(request, SIGN_IN_PAGE, SignInForm(request), to, typed, status=403)


def _with_token(request: EconRequest, response: HttpResponse) -> HttpResponse:
    response[TOKEN_HEADER] = get_token(request)
    return response
