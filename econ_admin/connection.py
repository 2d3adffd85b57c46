"""Creates the Gateway of an agreement: the only module that imports gateway, sandbox and tokens together.

Each process has one cached session, opened on first use (after gunicorn forks), for all agreements. The agreement's
cache id separates their responses, and the last adapter adds the tokens.
"""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from econ_admin.access.agreements import load_tokens
from econ_admin.access.models import Agreement, Person, new_cache_id
from econ_admin.access.sealing import CannotOpen
from econ_admin.gateway import (
    Gateway,
    GatewayError,
    Intent,
    Outcome,
    ReadLog,
    Secret,
    Tokens,
    Trail,
    Transport,
    Upstream,
    close_sessions,
    is_prepared,
    open_session,
)
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.trail.database_trail import DatabaseTrail


class SealedWithAnotherKey(GatewayError):
    """The agreement's grant token cannot be opened with TOKEN_KEYS."""

    MESSAGE = MESSAGE_WITH_DETAIL = MESSAGE_OUTCOME_UNKNOWN = gettext_noop(
        "The access token of this agreement cannot be opened with this server's keys. Contact an administrator."
    )


@dataclass(frozen=True, slots=True)
class CheckedGrant:
    """The agreement that a grant token belongs to, by e-conomic's own answer."""

    number: int
    name: str
    base_currency: str


class NoTrail:
    """The trail of a gateway that only reads."""

    def begin(self, intent: Intent) -> NoReturn:
        raise RuntimeError("This gateway only reads.")

    def end(self, key: str, outcome: Outcome) -> NoReturn:
        raise RuntimeError("This gateway only reads.")


def connect(agreement: Agreement, person: Person, read_log: ReadLog | None = None) -> Gateway:
    """Returns the gateway of `agreement`, acting for `person`. Its reads are recorded in `read_log`.

    Raises SealedWithAnotherKey.
    """
    try:
        tokens = load_tokens(agreement)
    except CannotOpen as error:
        raise SealedWithAnotherKey from error
    return _connect(agreement.cache_id, tokens, DatabaseTrail(agreement, person), str(person.pk), read_log)


def check_grant(grant: Secret) -> CheckedGrant:
    """Asks e-conomic which agreement a grant token belongs to. Nothing of the answer is cached. Raises GatewayError,
    and ValueError for a token with characters that tokens cannot have."""
    tokens, cache_id = Tokens(settings.ECONOMIC.tokens.app_secret, grant), f"check-{new_cache_id()}"
    try:
        agreement = _connect(cache_id, tokens, NoTrail()).agreement.get()
    finally:
        open_session(settings.ECONOMIC_CACHE).forget_agreement(cache_id, with_tokens=True)
    return CheckedGrant(agreement.agreement_number, agreement.company.name.strip(), agreement.settings.base_currency)


def forget_agreement(cache_id: str) -> None:
    """Deletes what is cached of an agreement. Requests under way still find its tokens in this process's memory."""
    open_session(settings.ECONOMIC_CACHE).forget_agreement(cache_id)


def _connect(cache_id: str, tokens: Tokens, trail: Trail, person: str = "", read_log: ReadLog | None = None) -> Gateway:
    economic = settings.ECONOMIC
    upstream = Upstream(economic.base_url, cache_id)
    session = open_session(settings.ECONOMIC_CACHE)
    session.register_upstream(upstream, tokens, SandboxAdapter(get_embedded_sandbox()) if economic.embedded else None)
    return Gateway(
        Transport(
            session,
            upstream,
            trail=trail,
            person=person,
            guard=raise_if_in_transaction,
            retry_policy=settings.ECONOMIC_RETRY_POLICY,
            read_log=read_log,
        )
    )


def find_current_error(agreement: Agreement) -> GatewayError | None:
    """Returns why calls to e-conomic fail at the moment, for a page that makes none; None if there is no cache."""
    if not is_prepared(settings.ECONOMIC_CACHE):
        return None
    return open_session(settings.ECONOMIC_CACHE).get_circuit_breaker(agreement.cache_id).get_current_error(time.time())


def get_embedded_sandbox() -> Sandbox:
    """Returns the sandbox of this data folder, seeded if necessary."""
    return _open_sandbox(settings.SANDBOX_STORE, settings.SANDBOX_CUSTOMERS)


def close_all() -> None:
    """Closes the thread pool and sessions, then the sandbox that their calls may be reading, and idle connections."""
    close_sessions()
    if _open_sandbox.cache_info().currsize:
        get_embedded_sandbox().close()
        _open_sandbox.cache_clear()
    database = transaction.get_connection()
    if database.vendor == "postgresql":
        database.close()
        database.close_pool()


def raise_if_in_transaction() -> None:
    """Raises RuntimeError inside a database transaction: with SQLite, all other writers would wait for e-conomic."""
    blocks = transaction.get_connection().atomic_blocks
    if any(not block._from_testcase for block in blocks):
        raise RuntimeError("e-conomic was called inside a database transaction.")


@cache
def _open_sandbox(store: Path, customers: int) -> Sandbox:
    return Sandbox(store, size=customers, day=timezone.localdate())
