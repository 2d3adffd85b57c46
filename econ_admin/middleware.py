"""Middleware: requires sign-in and a role before each view, and turns errors of e-conomic and of our database into
responses."""

import logging
import math
from collections.abc import Callable
from typing import Any, cast

from django.db import Error
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from econ_admin.access import preserved_input
from econ_admin.access.agreements import find_membership, list_memberships, may_add_agreements, sync_agreement
from econ_admin.access.csrf_failure import confirm
from econ_admin.access.language import activate_language
from econ_admin.access.models import Membership
from econ_admin.access.not_stored import render_storage_error
from econ_admin.access.password_hashing import RETRY_AFTER, TooBusy
from econ_admin.access.preserved_input import pop_fields
from econ_admin.access.request import EconRequest
from econ_admin.access.roles import ADDING_VIEWS, PUBLIC_VIEWS, REQUIRED_ROLES, SET_UP_VIEWS, SIGNED_IN_VIEWS, Role
from econ_admin.access.second_factor import must_set_up
from econ_admin.access.sign_in_required import require_sign_in
from econ_admin.connection import connect, find_current_error
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import (
    Forbidden,
    GatewayError,
    NotFound,
    RateLimited,
    Rejected,
    Unauthorised,
    Unreachable,
)
from econ_admin.gateway.read_log import ReadLog
from econ_admin.http import is_signed_in, redirect_to, render_error, translate
from econ_admin.status.out_of_band import append_status
from econ_admin.status.outage import is_outage

MOST_IN_SWITCHER = 15  # agreements; the rest are on their own page. By chance as many as MOST_WITH_PERSON

logger = logging.getLogger(__name__)

GetResponse = Callable[[EconRequest], HttpResponse]
View = Callable[..., HttpResponse]

# Status for errors that no view handles; the first match applies. 5xx where the client is not at fault, including 401
# and 403, which concern our tokens.
STATUS_BY_ERROR: tuple[tuple[type[GatewayError], int], ...] = (
    (NotFound, 404),
    (RateLimited, 503),
    (Unauthorised, 502),
    (Forbidden, 502),
    (Rejected, 400),
    (Unreachable, 504),
    (GatewayError, 502),
)


def get_error_status(error: GatewayError) -> int:
    """Returns the status of a page that failed with this error."""
    return next(status for error_class, status in STATUS_BY_ERROR if isinstance(error, error_class))


class SignInMiddleware:
    """Requires sign-in for all views except the public ones, and the second factor of those who must have one.

    Runs before CsrfViewMiddleware, so that a request without a session gets the sign-in form instead of a CSRF error.
    Its input is not processed before sign-in, and the form has its own CSRF token.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: EconRequest) -> HttpResponse:
        if is_signed_in(request):
            activate_language(request.user)
        response = self.get_response(request)
        preserved_input.note_shown(request, response)
        return response

    def process_view(self, request: EconRequest, view: View, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        if get_view_name(request) in PUBLIC_VIEWS:
            return None
        if not is_signed_in(request):
            return require_sign_in(request)
        if get_view_name(request) not in SET_UP_VIEWS and must_set_up(request, request.user):
            return redirect_to(request, reverse("access:account"))
        return None


class AgreementMiddleware:
    """Resolves the agreement from the URL and checks the role that the view requires."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: EconRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code in (302, 303, 405):
            response = _confirm_carried(request) or response
        _log_refusal(request, response)
        append_status(request, response)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request"])
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"  # customer data must not be stored by proxies or browsers
        return response

    def process_view(self, request: EconRequest, view: View, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        name, slug = get_view_name(request), kwargs.pop("agreement", None)
        if slug is None and name in PUBLIC_VIEWS | SIGNED_IN_VIEWS:
            return None
        if slug is None and name in ADDING_VIEWS:
            if may_add_agreements(request.user):
                return None
            return _render_not_allowed(request, _("Only administrators can add agreements."))
        if slug is None or name not in REQUIRED_ROLES:
            return _render_not_allowed(request, _("No role has access to this."))
        set_agreement(request, slug)
        if request.role >= REQUIRED_ROLES[name]:
            return None
        message = _("This requires the role %(needed)s. Your role is %(role)s.")
        return _render_not_allowed(
            request, message % {"needed": REQUIRED_ROLES[name].label, "role": request.role.label}
        )

    def process_exception(self, request: EconRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Error):
            return render_storage_error(request, exception)
        if isinstance(exception, TooBusy):
            response = render_error(
                request, _("Too many people are signing in right now. Try again in a few seconds."), 503
            )
            response["Retry-After"] = str(RETRY_AFTER)
            return response
        if not isinstance(exception, GatewayError):
            return None
        logger.warning("%s: %s %s", get_view_name(request), exception, exception.log_id)
        message = translate(exception)
        outage_error = exception if is_outage(exception) else None
        response = render_error(
            request, message, get_error_status(exception), log_id=exception.log_id, outage_error=outage_error
        )
        if isinstance(exception, RateLimited) and exception.retry_after is not None:
            response["Retry-After"] = str(math.ceil(exception.retry_after))
        return response


def _log_refusal(request: EconRequest, response: HttpResponse) -> None:
    """Logs who asked for what they may not have, or for what does not exist."""
    if response.status_code in (403, 404) and is_signed_in(request):
        logger.warning("%s to person %s: %s %r", response.status_code, request.user.pk, request.method, request.path)


def _confirm_carried(request: EconRequest) -> HttpResponse | None:
    """Renders the preserved fields with a submit button, for URLs that have no form of their own."""
    typed = pop_fields(request) if is_signed_in(request) else None
    if typed is None:
        return None
    return confirm(request, [(name, value) for name, values in typed.lists() for value in values])


def set_agreement(request: EconRequest, slug: str) -> None:
    """Sets agreement, role and gateway on the request. Raises Http404 without a membership in the agreement."""
    request.memberships = list_memberships(request.user, MOST_IN_SWITCHER)
    membership = next((candidate for candidate in request.memberships if candidate.agreement.slug == slug), None)
    if (
        membership is None
        and len(request.memberships) == MOST_IN_SWITCHER
        and (membership := find_membership(request.user, slug))
    ):
        request.memberships = [membership, *request.memberships[:-1]]
    if membership is None:
        raise Http404
    enter_agreement(request, membership)


def enter_agreement(request: EconRequest, membership: Membership) -> None:
    """Sets agreement, role and gateway on the request, by the person's role in the agreement."""
    person = membership.person
    request.agreement = agreement = sync_agreement(membership.agreement)
    request.role = Role(membership.role)
    request.read_log = ReadLog(find_current_error=lambda: find_current_error(agreement))
    is_safe, read_log = request.method in ("GET", "HEAD"), request.read_log

    def open_gateway() -> Gateway:
        economic = connect(agreement, person, read_log)
        return economic if is_safe else economic.refreshed()  # never edit a record that was read from the cache

    request.economic = cast("Gateway", SimpleLazyObject(open_gateway))


def get_view_name(request: EconRequest) -> str:
    """Returns the view's name in the table of roles; its dotted path if it has none."""
    match = request.resolver_match
    return match.view_name if match else ""


def _render_not_allowed(request: EconRequest, message: str) -> HttpResponse:
    return render_error(request, message, 403, title=_("Not allowed"))
