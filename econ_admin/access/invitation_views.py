"""The page behind a link to set a password."""

from django.contrib.auth.hashers import make_password
from django.db import Error
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from econ_admin.access import people
from econ_admin.access.forms import NewPasswordForm
from econ_admin.access.password_hashing import limit_hashing
from econ_admin.access.request import EconRequest
from econ_admin.access.sign_in_flow import Destination, sign_in_without_password
from econ_admin.access.sign_in_responses import ask_second_factor, continue_signed_in, explain_storage_fault
from econ_admin.http import render_error


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: EconRequest, token: str) -> HttpResponse:
    """Sets the password, once, and signs in: with the second factor, if the person has one."""
    invitation = people.find_invitation(token)
    if invitation is None:
        return _render_used(request)
    person = invitation.person
    form = NewPasswordForm(request, person, request.POST if request.method == "POST" else None)
    status = form.status
    try:
        if form.is_valid():
            with limit_hashing(is_known=False).acquire():
                hashed = make_password(form.cleaned_data["new_password"])
            if not people.accept(request, invitation, hashed):
                return _render_used(request)
            destination = Destination(reverse("home"), [])
            if sign_in_without_password(request, person, destination, "link"):
                return continue_signed_in(request, person, destination)
            return ask_second_factor(request, person)
    except Error as error:
        status = explain_storage_fault(request, form, error)
    context = {"form": form, "person": person}
    return render(request, "access/invitation.html", context, status=status)


def _render_used(request: EconRequest) -> HttpResponse:
    message = _("This link was used, or is too old. Ask an administrator for a new one.")
    return render_error(request, message, 404, title=_("The link does not work"))
