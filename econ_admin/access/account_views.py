"""Views: how a person signs in: password, second factors and sessions."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from econ_admin.access import second_factor
from econ_admin.access.forms import ChangePasswordForm, CheckForm, PasswordForm, SecondFactorForm
from econ_admin.access.password_hashing import limit_hashing
from econ_admin.access.request import EconRequest
from econ_admin.access.second_factor import Type
from econ_admin.access.security_log import Event, record_event
from econ_admin.access.sessions import end_session, end_sessions, list_sessions
from econ_admin.access.sign_in_required import get_safe_address
from econ_admin.http import redirect_to

View = Callable[..., HttpResponse]


def requires_confirmed_identity(view: View) -> View:
    """Asks for the password or the second factor again, unless the person gave it within the last minutes."""

    @wraps(view)
    def wrapper(request: EconRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("access:account")
        return ask_identity(request, back) or view(request, *args, **kwargs)

    return wrapper


def ask_identity(request: EconRequest, back: str) -> HttpResponse | None:
    """Leads to the page that asks for it, and then to `back`; None if it was given within the last minutes."""
    if second_factor.is_identity_confirmed(request):
        return None
    return redirect_to(request, build_identity_url(back))


def build_identity_url(back: str) -> str:
    return f"{reverse('access:confirm-identity')}?{urlencode({'next': back})}"


@require_safe
def account(request: EconRequest) -> HttpResponse:
    person, factors = request.user, second_factor.list_factors(request.user)
    context = {
        "apps": [factor for factor in factors if factor.type == Type.TOTP],
        "passkeys": [factor for factor in factors if factor.type == Type.WEBAUTHN],
        "recovery_codes": second_factor.count_recovery_codes(person, factors),
        "has_second_factor": second_factor.has_second_factor(person),
        "must_set_up": second_factor.must_set_up(request, person),
        "has_password": person.has_usable_password(),
        "sessions": list_sessions(person),
        "current": request.session.session_key,
        "idle_minutes": settings.SESSION_IDLE_AGE // 60,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "access/account.html", context)


@sensitive_post_parameters("password", "code", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_identity(request: EconRequest) -> HttpResponse:
    """Asks for the second factor, or for the password of somebody who has none."""
    person, data = request.user, request.POST if request.method == "POST" else None
    types = {factor.type for factor in second_factor.list_factors(person)}
    form: CheckForm
    if second_factor.has_second_factor(person):
        form, method = SecondFactorForm(request, person, Event.CONFIRM_IDENTITY, data), "mfa"
    else:
        form, method = PasswordForm(request, person, data), "password"
    next_url = get_safe_address((data or request.GET).get("next", "") or reverse("access:account"))
    if form.is_valid():
        record_authentication(request, person, method, reauthenticated=True)
        record_event(request, Event.CONFIRM_IDENTITY, person=person)
        return redirect_to(request, next_url)
    context = {
        "form": form,
        "next": next_url,
        "by_password": method == "password",
        "has_password": person.has_usable_password(),
        "has_app": Type.TOTP in types,
        "has_passkey": Type.WEBAUTHN in types,
        "options_url": reverse("access:passkey-options"),
    }
    return render_checked(request, "access/confirm_identity.html", context, form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: EconRequest) -> HttpResponse:
    """Changes the password, and ends the person's other sessions."""
    person = request.user
    if not person.has_usable_password():
        raise Http404
    form = ChangePasswordForm(request, person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with limit_hashing(is_known=True).acquire():
            person.set_password(form.cleaned_data["new_password"])
        person.save(update_fields=["password"])
        end_sessions(person, except_for=request)
        record_event(request, Event.PASSWORD_CHANGE, person=person)
        messages.success(request, _("Password changed. Your other sessions have ended."))
        return redirect_to(request, reverse("access:account"))
    return render_checked(request, "access/change_password.html", {"form": form}, form)


@require_POST
@requires_confirmed_identity
def end_one_session(request: EconRequest, session: int) -> HttpResponse:
    """Ends another session of the person. One that has ended meanwhile has ended."""
    others = request.user.sessions.exclude(session_key=request.session.session_key)
    ending = others.filter(pk=session).first()
    if ending:
        end_session(ending)
        record_event(request, Event.SESSIONS_ENDED, person=request.user, detail="1")
        messages.success(request, _("Session ended."))
    return redirect_to(request, reverse("access:account"))


@require_POST
@requires_confirmed_identity
def end_other_sessions(request: EconRequest) -> HttpResponse:
    count = end_sessions(request.user, except_for=request)
    record_event(request, Event.SESSIONS_ENDED, person=request.user, detail=str(count))
    message = ngettext("%(count)d session ended.", "%(count)d sessions ended.", count)
    messages.success(request, message % {"count": count})
    return redirect_to(request, reverse("access:account"))


def render_checked(request: EconRequest, template: str, context: dict[str, Any], form: CheckForm) -> HttpResponse:
    """Renders a form whose check may have been refused for a while."""
    response = render(request, template, context, status=form.status)
    if form.retry_after is not None:
        response["Retry-After"] = str(form.retry_after)
    return response
