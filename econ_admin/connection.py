"""Agreement -> Gateway: the only module that knows gateway, sandbox and tokens together.

A process has one cached session, opened at its first use (so after gunicorn has forked). Every agreement speaks
through it; whose answer is whose is told by the agreement's cache id, and the tokens join in the last adapter.
"""

import time
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway, GatewayError, ReadLog, Transport, Upstream, close_sessions, open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.trail.database_trail import DatabaseTrail


def connect(agreement: Agreement, person: Person, read_log: ReadLog | None = None) -> Gateway:
    """The gateway of `agreement`, acting for `person`. Its reads are noted in `read_log`."""
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
    """Why e-conomic is not asked just now, for a page that asks it nothing; a cache that is not there knows of none."""
    if not settings.ECONOMIC_CACHE.is_file():
        return None
    return open_session(settings.ECONOMIC_CACHE).get_circuit_breaker(agreement.cache_id).get_current_error(time.time())


def get_embedded_sandbox() -> Sandbox:
    """The sandbox of this data folder, seeded where it is not yet."""
    return _open_sandbox(settings.SANDBOX_STORE, settings.SANDBOX_CUSTOMERS)


def close_all() -> None:
    """Let go of everything, in this order: of calls, of what is kept, and of the sandbox that they may be reading."""
    close_sessions()
    if _open_sandbox.cache_info().currsize:
        get_embedded_sandbox().close()
        _open_sandbox.cache_clear()


def raise_if_in_transaction() -> None:
    """Holds that no database transaction waits for e-conomic: with SQLite every other writer would wait with it."""
    blocks = transaction.get_connection().atomic_blocks
    if any(not block._from_testcase for block in blocks):
        raise RuntimeError("e-conomic was about to be called with a database transaction open.")


@cache
def _open_sandbox(store: Path, customers: int) -> Sandbox:
    return Sandbox(store, size=customers, day=timezone.localdate())
