"""What is wrong with e-conomic, as a page says it."""

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
from econ_admin.status.ages import Age, build_age

CAUSE_OUTAGE, CAUSE_REFUSED = "out", "refused"
TOKEN_VARIABLES = ("ECONOMIC_APP_SECRET_TOKEN", "ECONOMIC_AGREEMENT_GRANT_TOKEN")


class Outage(NamedTuple):
    """In words for this person."""

    message: str
    cause: str  # OUT or REFUSED: while it stays the same, nothing is said anew
    age: Age | None  # of what is shown all the same
    is_refused: bool
    tokens: tuple[str, ...]  # where they are set, for an administrator
    unsent_drafts_url: str  # for whoever may read them
    retry_url: str


def get_current_error(request: HttpRequest) -> GatewayError | None:
    """Why nothing can be changed just now. Looked up once for a page: it may have to be read from a file."""
    attributes = vars(request)
    if "_current_error" not in attributes:
        read_log = attributes.get("read_log")
        attributes["_current_error"] = read_log.current_error if read_log else None
    error: GatewayError | None = attributes["_current_error"]
    return error


def is_outage(error: GatewayError) -> bool:
    """Whether it is e-conomic that is out, and not what was asked that is wrong."""
    return isinstance(error, Unreachable | UnexpectedResponse | ServerError | RateLimited | Unauthorised)


def get_outage_cause(error: GatewayError) -> str:
    """What kind of outage it is: another is worth saying anew, another way of being silent is not."""
    return CAUSE_REFUSED if isinstance(error, Unauthorised) else CAUSE_OUTAGE


def describe_outage(request: EconRequest, error: GatewayError, since: datetime | None) -> Outage:
    """What is said of it, above a page that shows what is known `since` then."""
    is_refused = isinstance(error, Unauthorised)
    may_read_drafts = is_refused and request.role >= REQUIRED_ROLES["customers:unsent-drafts"]
    return Outage(
        message=_get_message(error),
        cause=get_outage_cause(error),
        age=build_age(since) if since else None,
        is_refused=is_refused,
        tokens=TOKEN_VARIABLES if is_refused and request.role >= Role.ADMIN else (),
        unsent_drafts_url=url_for(request, "customers:unsent-drafts") if may_read_drafts else "",
        retry_url=request.get_full_path() if request.method == "GET" else "",
    )


def _get_message(error: GatewayError) -> str:
    """Its own, but for two: what they say of the one call that met them is not what a whole page has to say."""
    if isinstance(error, Unauthorised):
        return _("e-conomic refuses the grant of this agreement.")
    if isinstance(error, CircuitOpen):
        return _("e-conomic does not answer at present.")
    return _(error.message) % error.parameters
