"""Views: add an agreement by pasting its grant token, or through e-conomic's installation page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from econ_admin.access.account_views import ask_identity, build_identity_url
from econ_admin.access.agreements import may_add_agreements
from econ_admin.access.request import EconRequest
from econ_admin.access.second_factor import is_identity_confirmed
from econ_admin.agreements.changes import AlreadyAdded, add_agreement
from econ_admin.agreements.forms import GrantForm
from econ_admin.agreements.grants import GrantRefused, check_new_grant
from econ_admin.agreements.installation import (
    build_installation_url,
    load_state,
    mark_used,
    open_returned_grant,
    seal_returned_grant,
)
from econ_admin.connection import CheckedGrant
from econ_admin.gateway import Secret
from econ_admin.http import HttpResponseSeeOther, is_signed_in, redirect_to, render_error

ADD_TEMPLATE, CONFIRM_TEMPLATE = "agreements/add.html", "agreements/confirm.html"


@sensitive_post_parameters("grant_token")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: EconRequest) -> HttpResponse:
    """Shows how to add an agreement; adds it on POST, if the person has just said again who they are."""
    own_url = reverse("agreements:add")
    if request.method == "POST" and (question := ask_identity(request, own_url)):
        return question
    form = GrantForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        try:
            return _save(request, form.grant, check_new_grant(form.grant, request.user))
        except GrantRefused as error:
            form.add_error("grant_token", str(error))
    context = {
        "form": form,
        "installation_url": build_installation_url(request),
        "is_confirmed": is_identity_confirmed(request),
        "identity_url": build_identity_url(own_url),
    }
    return render(request, ADD_TEMPLATE, context, status=422 if form.is_bound else 200)


@require_safe
def receive_grant(request: EconRequest, state: str) -> HttpResponse:
    """Where e-conomic's page returns to, with the token in the query: leads on to an address without it.

    Open to everyone, so that no sign-in page repeats the address with the token; it is good for nobody else.
    """
    response = _receive(request, state)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _receive(request: EconRequest, signed: str) -> HttpResponse:
    if not is_signed_in(request) or not may_add_agreements(request.user):
        return HttpResponseSeeOther(reverse("agreements:add"))
    state, grant = load_state(request, signed), request.GET.get("token", "")
    if state is None or not grant:
        return HttpResponseSeeOther(reverse("agreements:confirm", args=[signed]))
    query = urlencode({"grant": seal_returned_grant(state, grant)})
    return HttpResponseSeeOther(f"{reverse('agreements:confirm', args=[signed])}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: EconRequest, state: str) -> HttpResponse:
    """Shows which agreement the returned token belongs to; adds it on POST, once."""
    known_state = load_state(request, state)
    grant = open_returned_grant(known_state, request.GET.get("grant", "")) if known_state else None
    if known_state is None or grant is None:
        message = _(
            "This link from e-conomic is not yours, too old, or was used before. Nothing was added. Start again."
        )
        return render_error(request, message, 400, title=_("The agreement was not added"))
    if question := ask_identity(request, request.get_full_path()):
        return question
    try:
        checked = check_new_grant(grant, request.user)
        if request.method == "POST":
            mark_used(request, known_state)
            return _save(request, grant, checked)
    except GrantRefused as error:
        return render_error(request, str(error), 422, title=_("The agreement was not added"))
    return render(request, CONFIRM_TEMPLATE, {"checked": checked})


def _save(request: EconRequest, grant: Secret, checked: CheckedGrant) -> HttpResponse:
    """Raises GrantRefused."""
    try:
        agreement = add_agreement(request.user, grant, checked)
    except AlreadyAdded as error:
        raise GrantRefused(_("Somebody added this agreement a moment ago.")) from error
    messages.success(request, _("%(name)s was added. You are its administrator.") % {"name": agreement.name})
    return redirect_to(request, reverse("agreements:agreement", args=[agreement.slug]))
