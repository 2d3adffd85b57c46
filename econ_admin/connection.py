"""Creates the Gateway of an agreement: the only module that imports gateway, sandbox and tokens together.

Each process has one cached session, opened on first use (after gunicorn forks), for all agreements. The agreement's
cache id separates their responses, and the last adapter adds the tokens.
"""

import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import (
    Gateway,
    GatewayError,
    ReadLog,
    Transport,
    Upstream,
    close_sessions,
    is_prepared,
    open_session,
)
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.trail.database_trail import DatabaseTrail


def connect(agreement: Agreement, person: Person, read_log: ReadLog | None = None) -> Gateway:
    """Returns the gateway of `agreement`, acting for `person`. Its reads are recorded in `read_log`."""
    economic = settings.ECONOMIC
    upstream = Upstream(economic.base_url, agreement.cache_id)
    session = open_session(settings.ECONOMIC_CACHE)
    session.register_upstream(
        upstream, economic.tokens, SandboxAdapter(get_embedded_sandbox()) if economic.embedded else None
    )
    trail = DatabaseTrail(agreement, person)
    return Gateway(
        Transport(
            session,
            upstream,
            trail=trail,
            person=str(person.pk),
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
