"""The agreement that the environment names: its row, kept in step with the address and the token."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from econ_admin.access.models import Agreement


def get_or_create_agreement() -> Agreement:
    """The agreement of this process, made or brought up to date."""
    slug, name = get_slug_and_name()
    defaults = {"name": name, "fingerprint": _compute_fingerprint()}
    agreement, _ = Agreement.objects.get_or_create(slug=slug, defaults=defaults)
    before = agreement.fingerprint
    sync_agreement(agreement)
    if agreement.fingerprint != before:  # another process that came first has written the same
        Agreement.objects.filter(pk=agreement.pk, fingerprint=before).update(
            fingerprint=agreement.fingerprint, cache_id=agreement.cache_id
        )
    return agreement


def get_slug_and_name() -> tuple[str, str]:
    """What the agreement of this process is called, in addresses and by people."""
    return ("sandbox", "Sandbox") if settings.ECONOMIC.embedded else ("economic", "e-conomic")


def sync_agreement(agreement: Agreement) -> Agreement:
    """The same, with another cache id where address or grant token are others now: nothing that was kept for the old
    one is ever shown.

    The row is left alone, since pages that are only looked at come here too; `the_agreement` writes it at a start.
    The new id follows from the old one and the fingerprint, so every process and every request finds the same.
    """
    fingerprint = _compute_fingerprint()
    if not constant_time_compare(agreement.fingerprint, fingerprint):
        agreement.cache_id = _next_cache_id(agreement.cache_id, fingerprint)
        agreement.fingerprint = fingerprint
    return agreement


def _next_cache_id(cache_id: str, fingerprint: str) -> str:
    """As long as a new one."""
    salt, key = "econ_admin.access.agreements.cache_id", settings.TOKEN_KEYS[0]
    return salted_hmac(salt, f"{cache_id}\n{fingerprint}", secret=key, algorithm="sha256").hexdigest()[:16]


def _compute_fingerprint() -> str:
    economic = settings.ECONOMIC
    identity = f"{economic.base_url}\n{economic.grant.reveal()}"
    key = settings.TOKEN_KEYS[0]
    return salted_hmac("econ_admin.access.agreements", identity, secret=key, algorithm="sha256").hexdigest()
