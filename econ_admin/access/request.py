"""The request type of views, and URLs within its agreement."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway, ReadLog


class EconRequest(HttpRequest):
    """A request of a signed-in person in one agreement, as set up by the middleware."""

    htmx: HtmxDetails
    user: Person  # never anonymous in views
    agreement: Agreement
    role: Role
    memberships: list[Membership]
    """The person's roles in all agreements."""
    economic: Gateway
    read_log: ReadLog
    """The read log of this request: age of its data, and e-conomic's current error, if any."""


def url_for(request: EconRequest, name: str, *args: Any) -> str:
    """Returns the URL of a page in the request's agreement."""
    return reverse(name, args=[request.agreement.slug, *args])
