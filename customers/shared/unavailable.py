"""The message in place of a part that could not be loaded from e-conomic."""

import logging
from typing import NamedTuple

from econ_admin.gateway import Unavailable
from econ_admin.http import translate
from econ_admin.middleware import get_error_status
from econ_admin.status.outage import is_outage

logger = logging.getLogger(__name__)


class FailureNotice(NamedTuple):
    """Why a part is missing."""

    message: str
    log_id: str
    status: int  # our status, for a page that is about this part
    is_temporary: bool = False  # an outage: try again later


def describe_failure(gap: Unavailable) -> FailureNotice:
    """Returns the message for the page, and logs the error, since the response succeeds."""
    error = gap.error
    logger.warning("%s %s", error, error.log_id)
    return FailureNotice(translate(error), error.log_id, get_error_status(error), is_outage(error))
