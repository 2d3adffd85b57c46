"""Checks of what the dashboard depends on: database, cache, and e-conomic with its clock."""

import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.utils import timezone

from econ_admin.access.agreements import is_usable
from econ_admin.access.models import Agreement, Person
from econ_admin.connection import SealedWithAnotherKey, connect
from econ_admin.doctor.findings import Finding, bad, ok, warn
from econ_admin.gateway import GatewayError, open_session
from econ_admin.gateway.errors import Unauthorised
from econ_admin.gateway.server_clock import MAX_CLOCK_DIFFERENCE
from econ_admin.gateway.shared_flags import FlagsUnavailable
from econ_admin.operations.database_file import list_unapplied_migrations, list_unknown_migrations
from econ_admin.operations.readiness import is_cache_ready
from econ_admin.trail.triggers import ACTIONS, TABLES

SLOW_ANSWER = 2.0  # seconds
MOST_ASKED = 20  # agreements
NOTED_DIFFERENCE = timedelta(seconds=30)
TRIGGERS = {f"{table}_no_{action.lower()}" for table in TABLES for action in (*ACTIONS, "TRUNCATE")}


def check_database() -> Iterator[Finding]:
    try:
        problems = list(_list_database_problems())
    except Error as error:
        yield bad("database", f"it cannot be read: {error}", "Check who owns the file, or restore a backup.")
        return
    yield from problems
    if not problems:
        yield ok("database", f"{connection.vendor}, intact, with all migrations")


def _list_database_problems() -> Iterator[Finding]:
    if unapplied := list_unapplied_migrations():
        yield bad(
            "database",
            f"{len(unapplied)} migrations are missing, the first is {unapplied[0]}",
            "Run manage.py prepare.",
        )
    if unknown := list_unknown_migrations():
        advice = "A newer version has migrated it. Install that version, or restore a backup from before."
        yield warn("database", f"{unknown[0]} is not known to this version", advice)
    yield from _list_postgresql_problems() if connection.vendor == "postgresql" else _list_sqlite_problems()


def _list_postgresql_problems() -> Iterator[Finding]:
    """A pooler may drop what a connection asks for; and pg_restore may have been told to leave triggers out."""
    with connection.cursor() as cursor:
        for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "0":
                advice = f"A pooler drops it. Set it for the user: ALTER ROLE … SET {name} = …: docs/operations.md"
                yield warn("database", f"{name} is not set, so a wait has no end", advice)
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        installed = {name for (name,) in cursor.fetchall()}
    if missing := sorted(TRIGGERS - installed):
        advice = "Restore a backup made by pg_dump without --section or --disable-triggers: docs/operations.md"
        yield bad("database", f"the audit trail can be changed: the trigger {missing[0]} is missing", advice)


def _list_sqlite_problems() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if (result := cursor.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            yield bad("database", f"it is damaged: {result}", "Restore a backup: docs/operations.md")
        if (mode := cursor.execute("PRAGMA journal_mode").fetchone()[0]) not in ("wal", "memory"):
            advice = "Keep DATA_DIR on a local disk: a network disk cannot share the file."
            yield bad("database", f"its journal is {mode} instead of wal", advice)


def check_cache() -> Iterator[Finding]:
    if not is_cache_ready():
        yield bad("cache", "shared flags cannot be read, so nothing is cached", "Run manage.py prepare.")
    try:
        open_session(settings.ECONOMIC_CACHE).shared_flags.get_flags("doctor")
        key, value = f"doctor-{secrets.token_hex(4)}", secrets.token_hex(8)
        cache.set(key, value, 60)
        is_kept = cache.get(key) == value
        cache.delete(key)
    except (OSError, FlagsUnavailable) as error:
        yield bad("cache", f"it cannot be used: {error}", "Check who owns the folder cache in DATA_DIR, and the disk.")
        return
    if is_kept:
        yield ok("cache", "what is written can be read")
    else:
        yield bad("cache", "what was written is not there", "Check the folder cache in DATA_DIR, and the disk.")


def check_upstream() -> Iterator[Finding]:
    """Asks e-conomic once for each agreement, and compares the clocks."""
    try:
        agreements = [agreement for agreement in Agreement.objects.order_by("slug") if is_usable(agreement)]
    except Error:
        return  # said by the check of the database
    if not agreements:
        yield warn("e-conomic", "there is no agreement yet", "Run manage.py prepare, or add one on the dashboard.")
    if len(agreements) > MOST_ASKED:
        advice = "The agreements' pages on the dashboard say how the others are."
        yield warn("e-conomic", f"only {MOST_ASKED} of {len(agreements)} agreements are asked", advice)
    server_time = None
    for agreement in agreements[:MOST_ASKED]:
        try:
            economic = connect(agreement, Person()).refreshed(store=False)
            started = time.perf_counter()
            economic.customers.page(size=1)  # the agreement itself may come from the cache
        except GatewayError as error:
            yield bad("e-conomic", f"{agreement.slug}: {error}", _advise(error))
            continue
        server_time = economic.transport.get_server_time()
        yield _describe_answer(agreement.slug, time.perf_counter() - started)
    if agreements:
        yield compare_clocks(server_time, timezone.now())


def _describe_answer(slug: str, seconds: float) -> Finding:
    text = f"{slug} answered in {seconds:.1f} s"
    if seconds > SLOW_ANSWER:
        return warn("e-conomic", text, "Look at the network, and at e-conomic's status page.")
    return ok("e-conomic", text)


def compare_clocks(theirs: datetime | None, ours: datetime) -> Finding:
    """Compares our clock with e-conomic's, by the Date of its answer."""
    if theirs is None:
        return warn("clock", "no answer of e-conomic had a Date", "Compare this machine's clock with another.")
    difference = ours - theirs
    text = f"{abs(difference).total_seconds():.0f} s {'ahead of' if difference > timedelta() else 'behind'} e-conomic's"
    advice = "Set the clock: timedatectl set-ntp true"
    if abs(difference) > MAX_CLOCK_DIFFERENCE:
        return bad("clock", text, f"{advice}. Writes of unknown outcome cannot be tried again until then.")
    return warn("clock", text, advice) if abs(difference) > NOTED_DIFFERENCE else ok("clock", text)


def _advise(error: GatewayError) -> str:
    if isinstance(error, SealedWithAnotherKey):
        return "Put the key that sealed it back into TOKEN_KEYS, or replace the grant token on the dashboard."
    if isinstance(error, Unauthorised):
        return "Check ECONOMIC_APP_SECRET_TOKEN and the agreement's grant token."
    return "Check the network from this machine, ECONOMIC_BASE_URL, and e-conomic's status page."
