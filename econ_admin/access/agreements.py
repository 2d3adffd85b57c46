"""The agreement configured by the environment: its row, kept in sync with the API's address and the grant token."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from econ_admin.access.models import Agreement


def get_or_create_agreement() -> Agreement:
    """Returns the agreement of this process, created or updated if needed."""
    slug, name = get_slug_and_name()
    defaults = {"name": name, "fingerprint": _compute_fingerprint()}
    agreement, _ = Agreement.objects.get_or_create(slug=slug, defaults=defaults)
    before = agreement.fingerprint
    sync_agreement(agreement)
    if agreement.fingerprint != before:  # another process may have written the same change first
        Agreement.objects.filter(pk=agreement.pk, fingerprint=before).update(
            fingerprint=agreement.fingerprint, cache_id=agreement.cache_id
        )
    return agreement


def get_slug_and_name() -> tuple[str, str]:
    """Returns the slug and the name of this process's agreement."""
    return ("sandbox", "Sandbox") if settings.ECONOMIC.embedded else ("economic", "e-conomic")


def sync_agreement(agreement: Agreement) -> Agreement:
    """Returns the agreement, with a new cache id if the address or the grant token changed, so old data is never shown.

    Does not save the row, since GET requests call it; `get_or_create_agreement` saves it at startup. The new id is
    derived from the old one and the fingerprint, so all processes and requests compute the same.
    """
    fingerprint = _compute_fingerprint()
    if not constant_time_compare(agreement.fingerprint, fingerprint):
        agreement.cache_id = _next_cache_id(agreement.cache_id, fingerprint)
        agreement.fingerprint = fingerprint
    return agreement


def _next_cache_id(cache_id: str, fingerprint: str) -> str:
    """Derives a cache id of the same length as a random one."""
    salt, key = "econ_admin.access.agreements.cache_id", settings.TOKEN_KEYS[0]
    return salted_hmac(salt, f"{cache_id}\n{fingerprint}", secret=key, algorithm="sha256").hexdigest()[:16]


def _compute_fingerprint() -> str:
    economic = settings.ECONOMIC
    identity = f"{economic.base_url}\n{economic.grant.reveal()}"
    key = settings.TOKEN_KEYS[0]
    return salted_hmac("econ_admin.access.agreements", identity, secret=key, algorithm="sha256").hexdigest()
