"""Writes of this person whose outcome is not known, to look after."""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.shared import formatting
from econ_admin.access.request import EconRequest, url_for
from econ_admin.trail.database_trail import list_open_intents
from econ_admin.trail.models import Intent

MAX_WRITES = 10
CUSTOMER_PATH = re.compile(r"customers/([0-9]+)(?:/|$)")
NOUNS: dict[str, str | Promise] = {
    "customers": gettext_lazy("Customer"),
    "contacts": gettext_lazy("Contact"),
    "delivery-locations": gettext_lazy("Delivery location"),
    "drafts": gettext_lazy("Draft"),
}
VERBS: dict[str, str | Promise] = {
    "POST": gettext_lazy("Perhaps created"),
    "PUT": gettext_lazy("Perhaps changed"),
    "PATCH": gettext_lazy("Perhaps changed"),
    "DELETE": gettext_lazy("Perhaps deleted"),
}


class UnconfirmedWrite(NamedTuple):
    """A write that e-conomic did not confirm."""

    text: str
    verb: str
    at: str
    url: str


def list_unconfirmed(request: EconRequest) -> list[UnconfirmedWrite]:
    """Lists the person's own, the latest first."""
    intents = list_open_intents(request.agreement).filter(person=request.user).order_by("-at", "-pk")
    return [_describe(request, intent) for intent in intents[:MAX_WRITES]]


def _describe(request: EconRequest, intent: Intent) -> UnconfirmedWrite:
    noun = str(NOUNS.get(intent.noun, intent.noun))
    return UnconfirmedWrite(
        f"{noun} {intent.number}" if intent.number else _("%(noun)s, new") % {"noun": noun},
        str(VERBS.get(intent.method, intent.method)),
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
