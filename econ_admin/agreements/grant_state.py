"""What is known of a grant token, as text. e-conomic is not asked."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from econ_admin.access.agreements import load_tokens
from econ_admin.access.models import Agreement
from econ_admin.access.sealing import CannotOpen
from econ_admin.gateway import is_prepared, open_session
from econ_admin.status.ages import format_clock


class GrantState(NamedTuple):
    """The state of a grant token. `works` is True until something says otherwise."""

    text: str
    works: bool


def read_grant_state(agreement: Agreement) -> GrantState:
    try:
        load_tokens(agreement)
    except CannotOpen:
        return GrantState(_("Cannot be opened with this server's keys"), works=False)
    answered_at, refused_at = None, None
    if is_prepared(settings.ECONOMIC_CACHE):
        answered_at, refused_at = open_session(settings.ECONOMIC_CACHE).get_token_times(agreement.cache_id)
    if refused_at:
        return GrantState(_("Refused since %(time)s") % {"time": _format_time(refused_at)}, works=False)
    if answered_at:
        return GrantState(_("Accepted, last at %(time)s") % {"time": _format_time(answered_at)}, works=True)
    return GrantState(_("Not used yet"), works=True)


def _format_time(at: float) -> str:
    return format_clock(datetime.fromtimestamp(at, UTC))
