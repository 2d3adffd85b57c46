"""A part of a page that e-conomic did not deliver: the sentence that stands in its place."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from econ_admin.gateway import Gap
from econ_admin.middleware import STATUS


class Failed(NamedTuple):
    """Why something is not on the page."""

    sentence: str
    log_id: str
    status: int  # of ours, for a page whose point it was


def failed(gap: Gap) -> Failed:
    error = gap.error
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    return Failed(_(error.sentence) % error.parameters, error.log_id, status)
