"""Every view with every method, for a person with a role in one agreement: nothing of the other is found or changed.

Own and foreign numbers, forms, history, export, cache and search: both agreements are asked with the numbers of either.
"""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import models
from django.test import Client

from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.gateway.trail import Intent
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.models import Entry
from tests.access.all_views import VIEWS, build_url
from tests.agreements.conftest import SignIn
from tests.agreements.office import GRANTS, Office
from tests.customers.page_urls import create_url_numbers

pytestmark = pytest.mark.slow

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OURS, THEIRS = "Alfa", "Bravo"
SEARCH, TRACE = "Brav", b"Bravo"  # what is typed is repeated; only the data has the whole name
TYPED = {"name": "changed", "confirm": "1", "q": SEARCH, "next": "/", "text": "x", "view": "1"}


@pytest.fixture
def numbers(office: Office, both: dict[str, Agreement], anna: Person) -> dict[str, dict[str, Any]]:
    """Arguments of the views, by company: documents in e-conomic, and rows of ours."""
    return {company: _create_arguments(office, both[company], anna, company) for company in GRANTS}


def _create_arguments(office: Office, agreement: Agreement, person: Person, company: str) -> dict[str, Any]:
    known = create_url_numbers(office.sandboxes[GRANTS[company]], agreement, person)
    draft = WorkingDraft.objects.get(pk=known["pk"])
    line = WorkingDraftLine.objects.create(draft=draft, position=1, wire="{}")
    key = DatabaseTrail(agreement, person).begin(Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}"))
    entry = Entry.objects.get(intent__key=key).pk
    fixed = {"key": uuid.uuid4(), "rest": "7/", "panel": "ageing", "state": "forged", "person": person.pk}
    return {**fixed, **known, "agreement": agreement.slug, "line": line.pk, "entry": entry}


@pytest.fixture
def bo(both: dict[str, Agreement], sign_in_person: SignIn) -> Person:
    person = Person.objects.create(username="bo")
    Membership.objects.create(person=person, agreement=both[OURS], role=Role.ADMIN)
    return person


def list_rows(agreement: Agreement) -> dict[str, list[dict[str, Any]]]:
    """All rows of an agreement, by table."""
    tables: list[type[models.Model]] = [WorkingDraft, Entry, Membership]
    rows: dict[str, list[dict[str, Any]]] = {
        table.__name__: list(table._default_manager.filter(agreement=agreement).order_by("pk").values())
        for table in tables
    }
    lines = WorkingDraftLine.objects.filter(draft__agreement=agreement).order_by("pk")
    return rows | {"lines": [dict(line) for line in lines.values()]}


def request_all(client: Client, arguments: Mapping[str, object]) -> dict[str, tuple[int, bytes]]:
    """The status and content of each view with each method, at these arguments."""
    answers = {}
    for name in sorted(REQUIRED_ROLES):
        for method in METHODS:
            url = build_url(name, arguments)
            response = client.post(url, TYPED) if method == "POST" else client.generic(method, f"{url}?q={SEARCH}")
            content = b"".join(response) if response.streaming else response.content
            response.close()
            answers[f"{method} {url}"] = (response.status_code, content)
    return answers


def test_an_agreement_without_a_role_is_not_found_by_any_number(
    numbers: dict[str, dict[str, Any]], both: dict[str, Agreement], bo: Person, sign_in_person: SignIn, office: Office
) -> None:
    client, before = sign_in_person(bo), list_rows(both[THEIRS])
    calls = len(office.sandboxes[GRANTS[THEIRS]].log())

    for mine in (numbers[THEIRS], numbers[OURS] | {"agreement": both[THEIRS].slug}):
        answers = request_all(client, mine)
        assert {status for status, _ in answers.values()} == {404}
        assert not [request for request, (_, content) in answers.items() if TRACE in content]

    assert list_rows(both[THEIRS]) == before
    assert len(office.sandboxes[GRANTS[THEIRS]].log()) == calls


def test_foreign_numbers_in_the_own_agreement_reach_nothing_of_the_other(
    numbers: dict[str, dict[str, Any]], both: dict[str, Agreement], anna: Person, bo: Person, sign_in_person: SignIn,
    office: Office,
) -> None:  # fmt: skip
    """The other's data is in the caches: whoever has a role in both has just read all of it."""
    assert TRACE in read_all(sign_in_person(anna), numbers[THEIRS])
    client, before = sign_in_person(bo), list_rows(both[THEIRS])
    log = len(office.sandboxes[GRANTS[THEIRS]].log())
    foreign = numbers[THEIRS] | {"agreement": both[OURS].slug}

    answers = request_all(client, foreign)

    assert not [request for request, (_, content) in answers.items() if TRACE in content]
    assert list_rows(both[THEIRS]) == before
    assert len(office.sandboxes[GRANTS[THEIRS]].log()) == log
    of_our_rows = [name for name in VIEWS if {"pk", "line", "entry"} & VIEWS[name]]
    for name in of_our_rows:
        statuses = {answers[f"{method} {build_url(name, foreign)}"][0] for method in METHODS}
        assert statuses <= {404, 405, 308}, name


def read_all(client: Client, arguments: Mapping[str, object]) -> bytes:
    """What all pages show, one after the other."""
    shown = []
    for name in sorted(REQUIRED_ROLES):
        response = client.get(build_url(name, arguments))
        shown.append(b"".join(response) if response.streaming else response.content)
        response.close()
    return b"".join(shown)
