"""The message in place of a part that could not be loaded from e-conomic."""

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from econ_admin.gateway import Unavailable
from econ_admin.middleware import get_error_status
from econ_admin.status.outage import describe_error, is_outage

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
    return FailureNotice(describe_error(error), error.log_id, get_error_status(error), is_outage(error))


def get_page_status(context: Mapping[str, Any], *, is_page: bool) -> int:
    """Returns the status of a part with this context: a page that is only about it fails with it."""
    notice = context.get("failed")
    return notice.status if is_page and isinstance(notice, FailureNotice) else 200
