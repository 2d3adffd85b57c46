"""A dashboard whose e-conomic is hostile, and the addresses of all its pages."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from django.test import Client
from pytest_django import Settings

from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.agreements import get_or_create_agreement
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import REQUIRED_ROLES, Role
from econ_admin.environment import EconomicSettings
from econ_admin.gateway import GatewayError, RetryPolicy, Secret, Tokens
from econ_admin.gateway.sessions import open_session
from econ_admin.gateway.shared_flags import CIRCUIT_OPENED, RETRY_AT, TOKENS_REFUSED
from econ_admin.sandbox import Sandbox
from tests.access.all_views import build_url
from tests.customers.page_urls import EDIT_URLS, VIEW_URLS, create_url_numbers
from tests.hostile.behaviours import answer_honestly
from tests.hostile.upstream import Behaviour, HostileUpstream

FOREVER = float("inf")
APP_TOKEN, GRANT_TOKEN = "app-token-QUXHOLM-1f7a", "grant-token-BAZHOLM-9c2e"
NO_DELAY = RetryPolicy(base_delay=0, sleep=lambda seconds: None)
SHORT_TIMEOUTS = replace(NO_DELAY, connect_timeout=0.2, read_timeout=0.2, read_budget=0.2, read_budget_with_cached=0.2)
POST_ONLY_VIEWS = frozenset(
    f"customers:{name}"
    for name in (
        "list-preferences", "rename-view", "delete-view", "restore-view", "e-invoicing", "recovery", "discard-recovery",
        "restore-draft", "delete-draft", "new-draft", "edit-draft", "copy-draft", "copy-booked", "credit-booked",
        "unsent-fields", "unsent-delivery", "unsent-currency", "unsent-lines", "unsent-line", "unsent-reprice",
        "unsent-paste", "unsent-send", "unsent-send-as-new", "unsent-retry", "unsent-decide", "unsent-take-over",
        "unsent-discard", "booked-preferences", "customer-booked-preferences", "drafts-preferences",
        "customer-drafts-preferences", "undo", "restore",
    )
) | {"refresh", "agreements:replace-token", "agreements:check-token", "customers:remove-agreement"} | {
    f"access:{name}" for name in ("change-role", "deactivate", "reactivate", "make-link", "remove-second-factors")
}  # fmt: skip
OLD_VIEWS = frozenset({"customers:old-unsent-drafts", "customers:old-unsent-draft", "customers:old-new-draft"})
POSTED_VIEWS = frozenset(REQUIRED_ROLES) - {"customers:unsent-discard"}  # the draft is needed by the later ones


@dataclass
class Dashboard:
    """Requests all pages of the dashboard as an administrator."""

    client: Client
    upstream: HostileUpstream
    addresses: dict[str, str]
    clear_caches: Callable[[], None]
    """Clears the caches and the circuit breaker, so that the next page sends requests again."""
    posts: dict[str, str] = field(default_factory=dict)
    shown: list[bytes] = field(default_factory=list)
    """The headers and bodies of all responses."""

    def walk(self, behaviour: Behaviour, addresses: dict[str, str] | None = None) -> dict[str, int]:
        """The status of each page, while e-conomic has this behaviour."""
        self.upstream.behaviour = behaviour
        statuses = {}
        for name, address in (addresses or self.addresses).items():
            self.clear_caches()
            statuses[name] = self.get_status(address)
        return statuses

    def post_all(self, behaviour: Behaviour) -> dict[str, int]:
        """The status of an empty POST to each view, while e-conomic has this behaviour."""
        self.upstream.behaviour = behaviour
        statuses = {}
        for name, address in self.posts.items():
            self.clear_caches()
            response = self.client.post(address)
            if not response.streaming:
                self.shown += [response.content, repr(response.headers).encode()]
            response.close()
            statuses[name] = response.status_code
        return statuses

    def get_status(self, address: str) -> int:
        response = self.client.get(address)
        if response.streaming:
            with suppress(GatewayError):  # a file that is cut off: the connection is closed
                self.shown.append(b"".join(response))
        else:
            self.shown.append(response.content)
        self.shown.append(repr(response.headers).encode())
        response.close()
        return response.status_code


@pytest.fixture
def upstream(sandbox: Sandbox) -> HostileUpstream:
    return HostileUpstream(answer_honestly, sandbox)


@pytest.fixture
def dashboard(sandbox: Sandbox, upstream: HostileUpstream, settings: Settings, db: None) -> Iterator[Dashboard]:
    with upstream.serving() as port:
        tokens = Tokens(Secret(APP_TOKEN), Secret(GRANT_TOKEN))
        settings.ECONOMIC = EconomicSettings(f"http://127.0.0.1:{port}", tokens, embedded=False)
        settings.ECONOMIC_RETRY_POLICY = NO_DELAY
        agreement = get_or_create_agreement()
        person = Person.objects.create(username="somebody")
        Membership.objects.create(person=person, agreement=agreement, role=Role.ADMIN)
        client = Client(raise_request_exception=False)
        client.force_login(person)
        addresses, posts = _list_urls(sandbox, agreement, person)

        def clear_caches() -> None:
            session = open_session(settings.ECONOMIC_CACHE)
            session.record_cache.__init__()  # type: ignore[misc]
            session.response_cache.clear()  # type: ignore[no-untyped-call]
            for name in (CIRCUIT_OPENED, RETRY_AT, TOKENS_REFUSED):
                session.shared_flags.clear_flag(agreement.cache_id, name, before=FOREVER)

        yield Dashboard(client, upstream, addresses, clear_caches, posts)


def _list_urls(sandbox: Sandbox, agreement: Agreement, person: Person) -> tuple[dict[str, str], dict[str, str]]:
    url_numbers = create_url_numbers(sandbox, agreement, person)
    working_draft = WorkingDraft.objects.get(pk=url_numbers["pk"])
    line = WorkingDraftLine.objects.create(
        draft=working_draft, position=1, wire='{"product":{"productNumber":"1011"},"quantity":25}'
    )
    arguments: dict[str, object] = {
        "agreement": agreement.slug,
        "key": uuid.uuid4(),
        "line": line.pk,
        "rest": "7/",
        "panel": "ageing",
        "person": person.pk,
        **url_numbers,
    }
    url_by_view = {name: build_url(name, arguments) for name in sorted(REQUIRED_ROLES)}
    posts = {name: url_by_view[name] for name in sorted(POSTED_VIEWS)}
    templates = [*VIEW_URLS.values(), *(path for path, _ in EDIT_URLS.values())]
    page_urls = {path.format(**url_numbers).replace("/sandbox/", f"/{agreement.slug}/") for path in templates}
    urls = page_urls | {address for name, address in url_by_view.items() if name not in POST_ONLY_VIEWS | OLD_VIEWS}
    return {address.removeprefix(f"/{agreement.slug}/"): address for address in sorted(urls)}, posts
