"""The request that views get, and URLs within its agreement."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from econ_admin.access.models import Agreement, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import Gateway, ReadLog


class EconRequest(HttpRequest):
    """A request of a signed-in person in one agreement, as the middleware hands it to a view."""

    htmx: HtmxDetails
    user: Person  # nobody anonymous comes this far
    agreement: Agreement
    role: Role
    economic: Gateway
    read_log: ReadLog
    """How old what e-conomic told for this request is, and what is wrong with e-conomic, if anything."""


def url_for(request: EconRequest, name: str, *args: Any) -> str:
    """The address of a page in the agreement that the request is about."""
    return reverse(name, args=[request.agreement.slug, *args])
