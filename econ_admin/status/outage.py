"""What is wrong with e-conomic, as a page says it."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from econ_admin.access.roles import NEEDS, Role
from econ_admin.gateway.errors import Broken, GatewayError, Silent, Throttled, Unauthorised, Unreachable, Unreadable
from econ_admin.http import EconRequest, url_for
from econ_admin.status.ages import Age, age_of

OUT, REFUSED = "out", "refused"
TOKENS = ("ECONOMIC_APP_SECRET_TOKEN", "ECONOMIC_AGREEMENT_GRANT_TOKEN")


class Outage(NamedTuple):
    """In words for this person."""

    sentence: str
    cause: str  # OUT or REFUSED: while it stays the same, nothing is said anew
    age: Age | None  # of what is shown all the same
    is_refused: bool
    tokens: tuple[str, ...]  # where they are set, for an administrator
    sheets_url: str  # for whoever may read them
    again_url: str


def trouble_of(request: HttpRequest) -> GatewayError | None:
    """Why nothing can be changed just now. Looked up once for a page: it may have to be read from a file."""
    known = vars(request)
    if "_trouble" not in known:
        standing = known.get("standing")
        known["_trouble"] = standing.trouble if standing else None
    trouble: GatewayError | None = known["_trouble"]
    return trouble


def is_outage(error: GatewayError) -> bool:
    """Whether it is e-conomic that is out, and not what was asked that is wrong."""
    return isinstance(error, Unreachable | Unreadable | Broken | Throttled | Unauthorised)


def cause_of(error: GatewayError) -> str:
    """What kind of outage it is: another is worth saying anew, another way of being silent is not."""
    return REFUSED if isinstance(error, Unauthorised) else OUT


def outage(request: EconRequest, error: GatewayError, since: datetime | None) -> Outage:
    """What is said of it, above a page that shows what is known `since` then."""
    is_refused = isinstance(error, Unauthorised)
    may_read_sheets = is_refused and request.role >= NEEDS["customers:sheets"]
    return Outage(
        sentence=_sentence(error),
        cause=cause_of(error),
        age=age_of(since) if since else None,
        is_refused=is_refused,
        tokens=TOKENS if is_refused and request.role >= Role.ADMIN else (),
        sheets_url=url_for(request, "customers:sheets") if may_read_sheets else "",
        again_url=request.get_full_path() if request.method == "GET" else "",
    )


def _sentence(error: GatewayError) -> str:
    """Its own, but for two: what they say of the one call that met them is not what a whole page has to say."""
    if isinstance(error, Unauthorised):
        return _("e-conomic refuses the grant of this agreement.")
    if isinstance(error, Silent):
        return _("e-conomic does not answer at present.")
    return _(error.sentence) % error.parameters
