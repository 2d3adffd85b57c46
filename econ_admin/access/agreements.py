"""The agreement that the environment names: its row, kept in step with the address and the token."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from econ_admin.access.models import Agreement, new_cache_id


def the_agreement() -> Agreement:
    """The agreement of this process, made or brought up to date."""
    slug, name = slug_and_name()
    defaults = {"name": name, "fingerprint": _fingerprint()}
    agreement, _ = Agreement.objects.get_or_create(slug=slug, defaults=defaults)
    return in_step(agreement)


def slug_and_name() -> tuple[str, str]:
    """What the agreement of this process is called, in addresses and by people."""
    return ("sandbox", "Sandbox") if settings.ECONOMIC.embedded else ("economic", "e-conomic")


def in_step(agreement: Agreement) -> Agreement:
    """The same, with a new cache id where address or grant token are others now: nothing that was kept for the old one
    is ever shown.
    """
    fingerprint = _fingerprint()
    if not constant_time_compare(agreement.fingerprint, fingerprint):
        # Two processes may come here at once: the first one wins, both then read the same row.
        Agreement.objects.filter(pk=agreement.pk, fingerprint=agreement.fingerprint).update(
            fingerprint=fingerprint, cache_id=new_cache_id()
        )
        agreement.refresh_from_db()
    return agreement


def _fingerprint() -> str:
    economic = settings.ECONOMIC
    known_by = f"{economic.base_url}\n{economic.grant.reveal()}"
    key = settings.TOKEN_KEYS[0]
    return salted_hmac("econ_admin.access.agreements", known_by, secret=key, algorithm="sha256").hexdigest()
