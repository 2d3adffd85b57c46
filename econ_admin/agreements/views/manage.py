"""Views: an agreement's facts and the state of its grant token; rename it, and replace the token."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from econ_admin.access.account_views import ask_identity, build_identity_url
from econ_admin.access.models import Agreement
from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.second_factor import is_identity_confirmed
from econ_admin.agreements.changes import replace_grant
from econ_admin.agreements.forms import AgreementForm, GrantForm
from econ_admin.agreements.grant_state import read_grant_state
from econ_admin.agreements.grants import GrantRefused, check_replacement, explain_refusal
from econ_admin.gateway import GatewayError, optional
from econ_admin.http import redirect_to, render_error

TEMPLATE = "agreements/agreement.html"


@require_http_methods(["GET", "HEAD", "POST"])
def show_agreement(request: EconRequest) -> HttpResponse:
    """Shows the agreement; renames it on POST, unless the environment says what it is called."""
    agreement = request.agreement
    if request.method == "POST" and not agreement.is_added:
        return _refuse_change(request)
    form = AgreementForm(request.POST if request.method == "POST" else None, instance=_copy(agreement))
    if form.is_valid():
        Agreement.objects.filter(pk=agreement.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect_to(request, url_for(request, "agreements:agreement"))
    return _render(request, form=form)


@sensitive_post_parameters("grant_token")
@require_POST
def replace_token(request: EconRequest) -> HttpResponse:
    agreement = request.agreement
    if not agreement.is_added:
        return _refuse_change(request)
    if question := ask_identity(request, url_for(request, "agreements:agreement")):
        return question
    form = GrantForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            replace_grant(agreement, request.user, form.grant, check_replacement(form.grant, agreement))
        except GrantRefused as error:
            form.add_error("grant_token", str(error))
        else:
            messages.success(request, _("The token was replaced. e-conomic accepts the new one."))
            return redirect_to(request, url_for(request, "agreements:agreement"))
    return _render(request, grant_form=form)


@require_POST
def check_token(request: EconRequest) -> HttpResponse:
    """Asks e-conomic whether it accepts the token now."""
    try:
        request.economic.refreshed(store=False).customers.page(size=1)
    except GatewayError as error:
        messages.warning(request, explain_refusal(error))
    else:
        messages.success(request, _("e-conomic accepts the token."))
    return redirect_to(request, url_for(request, "agreements:agreement"))


def _render(request: EconRequest, **forms: Any) -> HttpResponse:
    agreement = request.agreement
    is_bound = any(form.is_bound for form in forms.values())
    context: dict[str, Any] = {
        "form": AgreementForm(instance=_copy(agreement)),
        "grant_form": GrantForm(label_suffix=""),
        "grant_state": read_grant_state(agreement),
        "is_confirmed": is_identity_confirmed(request),
        "identity_url": build_identity_url(url_for(request, "agreements:agreement")),
        **forms,
    }
    if not agreement.is_added:
        context["own"] = optional(lambda: request.economic.cached().agreement.get())() or None
    return render(request, TEMPLATE, context, status=422 if is_bound else 200)


def _copy(agreement: Agreement) -> Agreement:
    """Returns the row again: a refused form changes its instance, which the top bar of the page shows."""
    return Agreement.objects.get(pk=agreement.pk)


def _refuse_change(request: EconRequest) -> HttpResponse:
    message = _("The server's environment says which agreement this is. It cannot be changed here.")
    return render_error(request, message, 400)
