"""A dashboard whose e-conomic is hostile, and all that one may ask it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.checks import iter_views
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.environment import EconomicSettings
from econ_admin.gateway import GatewayError, RetryPolicy, Secret, Tokens
from econ_admin.gateway.sessions import open_session
from econ_admin.gateway.shared_flags import CIRCUIT_OPENED, RETRY_AT, TOKENS_REFUSED
from econ_admin.sandbox import Sandbox
from tests.customers.page_urls import EDIT_URLS, VIEW_URLS, create_url_numbers
from tests.hostile.behaviours import honest
from tests.hostile.upstream import Behaviour, HostileUpstream

FAR = float("inf")
AT_ONCE = RetryPolicy(base_delay=0, sleep=lambda seconds: None)
IN_SHORT = replace(AT_ONCE, connect_timeout=0.2, read_timeout=0.2, read_budget=0.2, read_budget_with_cached=0.2)
POSTED_ALONE = frozenset(
    f"customers:{name}"
    for name in (
        "choose", "rename-view", "delete-view", "make-view-again", "e-invoicing", "recovery", "thrown-away",
        "make-draft-again", "delete-draft", "new-sheet", "edit-draft", "copy-draft", "copy-booked", "credit-booked",
        "sheet-fields", "sheet-currency", "sheet-lines", "sheet-line", "sheet-reprice", "sheet-paste", "sheet-send",
        "sheet-send-as-new", "sheet-settle", "sheet-decide", "sheet-take-over", "sheet-throw-away",
    )
) | {"refresh"}  # fmt: skip
POSTED = frozenset(REQUIRED_ROLES) - {"customers:sheet-throw-away"}  # the sheet is needed by what comes after


@dataclass
class Dashboard:
    """What somebody with every role sees of it, page after page."""

    client: Client
    upstream: HostileUpstream
    addresses: dict[str, str]
    forget: Callable[[], None]
    """What was learnt of e-conomic, good or bad: the next page asks it again."""
    posts: dict[str, str] = field(default_factory=dict)

    def walk(self, behaviour: Behaviour, addresses: dict[str, str] | None = None) -> dict[str, int]:
        """The status of each page, while e-conomic behaves so."""
        self.upstream.behaviour = behaviour
        found = {}
        for name, address in (addresses or self.addresses).items():
            self.forget()
            found[name] = self.look(address)
        return found

    def post_all(self, behaviour: Behaviour) -> dict[str, int]:
        """The same for an empty post to each."""
        self.upstream.behaviour = behaviour
        found = {}
        for name, address in self.posts.items():
            self.forget()
            response = self.client.post(address)
            response.close()
            found[name] = response.status_code
        return found

    def look(self, address: str) -> int:
        response = self.client.get(address)
        if response.streaming:
            with suppress(GatewayError):  # a file that breaks off: the browser is told by the connection
                b"".join(response)
        response.close()
        return response.status_code


@pytest.fixture
def upstream(sandbox: Sandbox) -> HostileUpstream:
    return HostileUpstream(honest, sandbox)


@pytest.fixture
def dashboard(sandbox: Sandbox, upstream: HostileUpstream, settings: Settings, db: None) -> Iterator[Dashboard]:
    with upstream.serving() as port:
        word = Secret("sandbox")
        settings.ECONOMIC = EconomicSettings(f"http://127.0.0.1:{port}", Tokens(word, word), embedded=False)
        settings.ECONOMIC_RETRY_POLICY = AT_ONCE
        agreement = get_or_create_agreement()
        person = Person.objects.create(username="somebody")
        Membership.objects.create(person=person, agreement=agreement, role=Role.ADMIN)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        addresses, posts = _addresses(sandbox, agreement, person)

        def forget() -> None:
            session = open_session(settings.ECONOMIC_CACHE)
            session.record_cache.__init__()  # type: ignore[misc]
            session.response_cache.clear()  # type: ignore[no-untyped-call]
            for name in (CIRCUIT_OPENED, RETRY_AT, TOKENS_REFUSED):
                session.shared_flags.clear_flag(agreement.cache_id, name, before=FAR)

        yield Dashboard(client, upstream, addresses, forget, posts)


def _addresses(sandbox: Sandbox, agreement: Agreement, person: Person) -> tuple[dict[str, str], dict[str, str]]:
    there = create_url_numbers(sandbox, agreement, person)
    sheet = WorkingDraft.objects.get(pk=there["sheet"])
    line = WorkingDraftLine.objects.create(
        sheet=sheet, position=1, wire='{"product":{"productNumber":"1011"},"quantity":25}'
    )
    known: dict[str, object] = {"agreement": agreement.slug, "key": uuid.uuid4(), "line": line.pk, **there}
    views = dict(iter_views(get_resolver()))
    everywhere = {
        name: reverse(name, kwargs={each: known[each] for each in views[name]}) for name in sorted(REQUIRED_ROLES)
    }
    posts = {name: everywhere[name] for name in sorted(POSTED)}
    asked = [*VIEW_URLS.values(), *(path for path, _ in EDIT_URLS.values())]
    looked_at = {path.format(**there).replace("/sandbox/", f"/{agreement.slug}/") for path in asked}
    shown = looked_at | {address for name, address in everywhere.items() if name not in POSTED_ALONE}
    return {address.removeprefix(f"/{agreement.slug}/"): address for address in sorted(shown)}, posts
