"""Answers a write whose CSRF token is out of date: somebody signed in, in another tab, after the page was opened."""

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

PAGE = "access/confirm.html"
TOKEN_HEADER = "X-CSRFToken"  # noqa: S105  # of the response: the token to send the same request with once more

# How Django's reason begins where the token is the fault. Any other reason means that the request came from elsewhere.
TOKEN_REASONS = ("CSRF token", "CSRF cookie")


def csrf_failure(request: EconRequest, reason: str = "") -> HttpResponse:
    """Nothing was done. The same person gets a new token, or a page that carries the typed fields.

    A script reads the new token from a header, which the browser hides from other origins. A page with the fields is
    only for a form that we signed for the person who is signed in: another site cannot make one.
    """
    if not reason.startswith(TOKEN_REASONS):
        message = _("Nothing was saved: the browser did not show that the request came from this site.")
        return render_error(request, message, 403, title=_("Not allowed"))
    if request.path == reverse("access:sign-in"):
        return _sign_in_again(request)
    opened_by = preserved_input.page_opened_by(request)
    if is_signed_in(request) and preserved_input.is_signature_of(request.user, opened_by):
        if not request.htmx:
            return confirm(request, preserved_input.extract_fields(request), status=403)
        message = _("You signed in again in another tab. Nothing was saved yet: repeat what you did.")
        return _with_token(request, render_error(request, message, 403, title=_("The page is out of date")))
    if is_signed_in(request) and preserved_input.is_signed(opened_by):
        return render(request, choose_template(request, "access/another-person.html", "alert"), status=403)
    message = _("Nothing was saved: the page had been open too long. Go back, load it again and repeat what you did.")
    return render_error(request, message, 403, title=_("The page is out of date"))


def confirm(request: EconRequest, typed: Sequence[tuple[str, str]], status: int = 200) -> HttpResponse:
    """The fields of a write that was not done, with a button that sends them to the same address."""
    fields = [(name, value) for name, value in typed if name != preserved_input.PERSON_FIELD]
    context = {"fields": fields, "action": request.get_full_path(), "has_files": bool(request.FILES)}
    return render(request, PAGE, context, status=status)


def _sign_in_again(request: EconRequest) -> HttpResponse:
    """The sign-in form itself is out of date, with what it carries. Whoever is signed in already need not sign in."""
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
