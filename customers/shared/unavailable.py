"""A part of a page that e-conomic did not deliver: the sentence that stands in its place."""

import logging
from typing import NamedTuple

from django.utils.translation import gettext as _

from econ_admin.gateway import Unavailable
from econ_admin.middleware import get_error_status
from econ_admin.status.outage import is_outage

logger = logging.getLogger(__name__)


class FailureNotice(NamedTuple):
    """Why something is not on the page."""

    message: str
    log_id: str
    status: int  # of ours, for a page whose point it was
    is_temporary: bool = False  # when e-conomic does


def describe_failure(gap: Unavailable) -> FailureNotice:
    """What the page says of it; the log is told too, since the page stands and nothing else would show there."""
    error = gap.error
    logger.warning("%s %s", error, error.log_id)
    return FailureNotice(_(error.message) % error.parameters, error.log_id, get_error_status(error), is_outage(error))
