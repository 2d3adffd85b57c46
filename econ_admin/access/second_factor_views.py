"""Views: setting up and removing second factors. Each needs the person's identity confirmed."""

import json
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from econ_admin.access import second_factor
from econ_admin.access.account_views import requires_confirmed_identity
from econ_admin.access.forms import code_field
from econ_admin.access.mfa_adapter import MfaAdapter
from econ_admin.access.models import Person
from econ_admin.access.qr_code import build_qr_code
from econ_admin.access.request import EconRequest
from econ_admin.access.sealing import CannotOpen, open_sealed, seal
from econ_admin.access.second_factor import Type
from econ_admin.access.security_log import Event, record_event
from econ_admin.http import redirect_to

SET_UP_WITHIN = timedelta(minutes=15)
LONGEST_NAME = 60


class AppForm(forms.Form):
    """The first code of an app. Its secret is in the form, sealed: nothing is stored before the code is right."""

    sealed = forms.CharField(widget=forms.HiddenInput)
    code = code_field()


class PasskeyForm(forms.Form):
    """A new passkey."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Where it is kept, such as “Phone” or “Blue key”."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    passwordless = forms.BooleanField(
        label=gettext_lazy("Sign in with it alone, without a password"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")
        if not settings.MFA_PASSKEY_LOGIN_ENABLED:
            del self.fields["passwordless"]

    def clean(self) -> None:
        if self.errors:
            return
        credential = self.cleaned_data.get("credential")
        if not credential:
            raise ValidationError(_("Your browser did not make a passkey. Try again."))
        if not _is_registered(credential, must_verify=bool(self.cleaned_data.get("passwordless"))):
            raise ValidationError(_("The passkey was refused. Try again."))


@sensitive_post_parameters("sealed", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@requires_confirmed_identity
def set_up_app(request: EconRequest) -> HttpResponse:
    """Sets up an app that shows codes."""
    person = request.user
    if any(factor.type == Type.TOTP for factor in second_factor.list_factors(person)):
        return redirect_to(request, reverse("access:account"))
    form = AppForm(request.POST if request.method == "POST" else None, label_suffix="")
    secret = _open_secret(person, form.data.get("sealed", "")) if form.is_bound else None
    if form.is_valid():
        if secret is None:
            form.add_error(None, _("This page was open for too long. Scan the new picture."))
        elif second_factor.add_totp(person, secret, form.cleaned_data["code"]):
            return _finish(request, _("The app is set up."), "app")
        else:
            form.add_error(
                "code", _("That code is not right. Check the clock of your phone, and type the newest code.")
            )
    secret = secret or totp.generate_totp_secret()
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "sealed": _seal_secret(person, secret),
        "qr_code": build_qr_code(MfaAdapter().build_totp_url(person, secret)),
    }
    return render(request, "access/set_up_app.html", context, status=422 if form.is_bound else 200)


@sensitive_post_parameters("credential")
@require_http_methods(["GET", "HEAD", "POST"])
@requires_confirmed_identity
def add_passkey(request: EconRequest) -> HttpResponse:
    person = request.user
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        passkey = webauthn.WebAuthn.add(person, form.cleaned_data["name"], form.cleaned_data["credential"]).instance
        passkey.data["passwordless"] = bool(form.cleaned_data.get("passwordless"))
        passkey.save(update_fields=["data"])
        return _finish(request, _("The passkey is added."), "passkey")
    context = {"form": form, "options_url": reverse("access:new-passkey-options")}
    return render(request, "access/add_passkey.html", context, status=422 if form.is_bound else 200)


@require_POST
def new_passkey_options(request: EconRequest) -> HttpResponse:
    """The challenge for a new passkey."""
    if not second_factor.is_identity_confirmed(request):
        return JsonResponse({}, status=403)
    is_passwordless = settings.MFA_PASSKEY_LOGIN_ENABLED and "passwordless" in request.POST
    return JsonResponse(webauthn.begin_registration(request.user, is_passwordless))


@require_POST
@requires_confirmed_identity
def renew_recovery_codes(request: EconRequest) -> HttpResponse:
    if not second_factor.has_second_factor(request.user):
        return redirect_to(request, reverse("access:account"))
    record_event(request, Event.SECOND_FACTOR_CHANGE, person=request.user, detail="recovery codes")
    return _show_recovery_codes(request)


@require_POST
@requires_confirmed_identity
def remove_factor(request: EconRequest, factor: int) -> HttpResponse:
    person = request.user
    authenticator = Authenticator.objects.filter(pk=factor, user_id=person.pk, type__in=second_factor.FACTORS).first()
    if authenticator is None:
        raise Http404
    if not second_factor.may_remove(person, authenticator):
        messages.warning(request, _("You must have a second factor. Set up another one before you remove this one."))
        return redirect_to(request, reverse("access:account"))
    second_factor.remove_factor(person, authenticator)
    request.session[second_factor.SESSION_FLAG] = second_factor.has_second_factor(person)
    record_event(request, Event.SECOND_FACTOR_CHANGE, person=person, detail=f"{authenticator.type} removed")
    messages.success(request, _("Removed."))
    return redirect_to(request, reverse("access:account"))


def _finish(request: EconRequest, message: str, kind: str) -> HttpResponse:
    """Notes the new second factor. With the first one the person gets recovery codes."""
    person = request.user
    request.session[second_factor.SESSION_FLAG] = True
    record_authentication(request, person, "mfa", reauthenticated=True)
    record_event(request, Event.SECOND_FACTOR_CHANGE, person=person, detail=f"{kind} added")
    messages.success(request, message)
    if not second_factor.count_recovery_codes(person, second_factor.list_factors(person)):
        return _show_recovery_codes(request)
    return redirect_to(request, reverse("access:account"))


def _show_recovery_codes(request: EconRequest) -> HttpResponse:
    """Shows new recovery codes, this once."""
    codes = second_factor.renew_recovery_codes(request.user)
    return render(request, "access/recovery_codes.html", {"codes": [f"{code[:4]} {code[4:]}" for code in codes]})


def _is_registered(credential: Any, *, must_verify: bool) -> bool:
    """Tells whether a new passkey answers the challenge in the session."""
    try:
        webauthn.parse_registration_response(credential)
        data = webauthn.complete_registration(credential)
    except (ValidationError, AttributeError, KeyError, TypeError, ValueError):  # a credential may be any JSON
        return False
    return data.is_user_verified() or not must_verify


def _seal_secret(person: Person, secret: str) -> str:
    content = json.dumps({"secret": secret, "at": timezone.now().timestamp()})
    return seal(content.encode(), f"new second factor:{person.pk}")


def _open_secret(person: Person, sealed: str) -> str | None:
    """Returns the secret of a form that was opened by this person, not long ago."""
    try:
        content = json.loads(open_sealed(sealed, f"new second factor:{person.pk}"))
    except CannotOpen:
        return None
    return content["secret"] if timezone.now().timestamp() - content["at"] < SET_UP_WITHIN.total_seconds() else None
