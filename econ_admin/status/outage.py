"""Describes outages of e-conomic for pages."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from econ_admin.access.request import EconRequest, url_for
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.gateway.errors import (
    CircuitOpen,
    GatewayError,
    RateLimited,
    ServerError,
    Unauthorised,
    UnexpectedResponse,
    Unreachable,
)
from econ_admin.http import translate
from econ_admin.status.ages import Age, build_age

CAUSE_OUTAGE, CAUSE_REFUSED = "out", "refused"
TOKEN_VARIABLES = ("ECONOMIC_APP_SECRET_TOKEN", "ECONOMIC_AGREEMENT_GRANT_TOKEN")


class Outage(NamedTuple):
    """An outage as shown to one person."""

    message: str
    cause: str  # CAUSE_OUTAGE or CAUSE_REFUSED; the banner is announced again only when it changes
    age: Age | None  # of the data still shown
    is_refused: bool
    tokens: tuple[str, ...]  # environment variables of the tokens, for administrators
    agreement_url: str  # where administrators replace the token of an added agreement
    unsent_drafts_url: str  # for people who may open them
    retry_url: str


def get_current_error(request: HttpRequest) -> GatewayError | None:
    """Returns why editing is disabled, or None. Cached on the request, since it may be read from a file."""
    attributes = vars(request)
    if "_current_error" not in attributes:
        read_log = attributes.get("read_log")
        attributes["_current_error"] = read_log.current_error if read_log else None
    error: GatewayError | None = attributes["_current_error"]
    return error


def is_outage(error: GatewayError) -> bool:
    """Tells whether the error is an outage of e-conomic, rather than a problem with the request."""
    return isinstance(error, Unreachable | UnexpectedResponse | ServerError | RateLimited | Unauthorised)


def get_outage_cause(error: GatewayError) -> str:
    """Returns the kind of outage. Only a change of kind is announced again."""
    return CAUSE_REFUSED if isinstance(error, Unauthorised) else CAUSE_OUTAGE


def describe_outage(request: EconRequest, error: GatewayError, since: datetime | None) -> Outage:
    """Describes the outage for a page that shows data read at `since`."""
    is_refused = isinstance(error, Unauthorised)
    may_mend = is_refused and request.role >= Role.ADMIN
    may_read_drafts = is_refused and request.role >= REQUIRED_ROLES["customers:unsent-drafts"]
    return Outage(
        message=describe_error(error),
        cause=get_outage_cause(error),
        age=build_age(since) if since else None,
        is_refused=is_refused,
        tokens=TOKEN_VARIABLES if may_mend and not request.agreement.is_added else (),
        agreement_url=url_for(request, "agreements:agreement") if may_mend and request.agreement.is_added else "",
        unsent_drafts_url=url_for(request, "customers:unsent-drafts") if may_read_drafts else "",
        retry_url=request.get_full_path() if request.method == "GET" else "",
    )


def describe_error(error: GatewayError) -> str:
    """Returns the message for a page, which only reads: some errors' own messages are about one call or one write."""
    if isinstance(error, Unauthorised):
        return _("e-conomic does not accept the access tokens of this agreement.")
    if isinstance(error, CircuitOpen):
        return _("e-conomic is not answering.")
    return translate(error)
