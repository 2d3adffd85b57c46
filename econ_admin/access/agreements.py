"""The agreement that the environment names: its row, kept in step with the address and the token."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from econ_admin.access.models import Agreement, new_cache_id


def the_agreement() -> Agreement:
    """The agreement of this process, made or brought up to date. One short query when nothing has changed.

    With another address or another grant token the cache id is new, so nothing kept for the old one is ever shown.
    """
    slug, name = ("sandbox", "Sandbox") if settings.ECONOMIC.embedded else ("economic", "e-conomic")
    fingerprint = _fingerprint()
    agreement, _ = Agreement.objects.get_or_create(slug=slug, defaults={"name": name, "fingerprint": fingerprint})
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
