"""Writes of this person whose outcome is not known, to look after."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for
from econ_admin.trail.database_trail import list_open_intents
from econ_admin.trail.labels import PERHAPS_DONE, describe_subject
from econ_admin.trail.models import Intent, State
from econ_admin.trail.subjects import CUSTOMER_PATH

MAX_WRITES = 10


class UnconfirmedWrite(NamedTuple):
    """A write that e-conomic did not confirm."""

    text: str
    verb: str
    at: str
    url: str


class Unconfirmed(NamedTuple):
    """The person's own latest, how many there are, and where all of them are listed."""

    writes: Sequence[UnconfirmedWrite]
    total: int
    all_url: str

    @property
    def has_more(self) -> bool:
        return self.total > len(self.writes)


def load_unconfirmed(request: EconRequest) -> Unconfirmed:
    """Loads the person's own, the latest first."""
    intents = list_open_intents(request.agreement).filter(person=request.user).order_by("-at", "-pk")
    latest = list(intents[: MAX_WRITES + 1])
    total = len(latest) if len(latest) <= MAX_WRITES else intents.count()
    query = urlencode({"person": "me", "outcome": State.UNKNOWN.value})
    writes = [_describe(request, intent) for intent in latest[:MAX_WRITES]]
    return Unconfirmed(writes, total, f"{url_for(request, 'customers:history')}?{query}")


def _describe(request: EconRequest, intent: Intent) -> UnconfirmedWrite:
    subject = describe_subject(intent.noun, intent.number)
    return UnconfirmedWrite(
        subject if intent.number else _("%(noun)s, new") % {"noun": subject},
        str(PERHAPS_DONE.get(intent.method, intent.method)),
        formatting.format_datetime(intent.at),
        _build_url(request, intent),
    )


def _build_url(request: EconRequest, intent: Intent) -> str:
    """The page that shows what e-conomic has now."""
    customer = CUSTOMER_PATH.match(intent.path)
    if intent.noun == "drafts":
        if intent.number.isdigit():
            return url_for(request, "customers:draft", int(intent.number))
        return url_for(request, "customers:all-drafts")
    if customer is None:
        return f"{url_for(request, 'customers:list')}?sort=-number"
    views = {"contacts": "customers:contacts", "delivery-locations": "customers:delivery-locations"}
    return url_for(request, views.get(intent.noun, "customers:customer"), int(customer[1]))
