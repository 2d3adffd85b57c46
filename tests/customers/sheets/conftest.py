"""An accountant, a colleague, and what they ask as a view would."""

from collections.abc import Callable
from typing import cast

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.access.roles import Role
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox

Asking = Callable[[str], EconRequest]


@pytest.fixture
def asking(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]) -> Asking:
    """A request as the middleware hands it to a view: `asking("accountant")`."""

    def of(name: str) -> EconRequest:
        request = cast("EconRequest", RequestFactory().get("/"))
        request.htmx = HtmxDetails(request)
        request.user = people[name]
        request.agreement = agreement
        request.role = Role.ACCOUNTANT
        request.economic = connection.connect(agreement, people[name])
        return request

    return of


@pytest.fixture
def request_(asking: Asking) -> EconRequest:
    """The accountant's."""
    return asking("accountant")
