"""The outcomes of a write, new or sent again: the one place that tells them apart."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.db import Error
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customers.editing.leases import DocumentBusy
from customers.editing.save import SaveConflict
from customers.editing.unresolved_writes import RETRY_KEY, ClocksDisagree, RetryExpired
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, NotFound
from econ_admin.storage_faults import explain_not_saved, find_storage_fault

T = TypeVar("T")

CLOCKS_DISAGREE = gettext_noop(
    "The clocks of this server and of e-conomic disagree about when this was first sent, so it was not sent again."
)


class WriteOutcomes(ABC, Generic[T]):
    """Renders each outcome of a write. Whatever the outcome, subclasses keep what was typed."""

    def __init__(self, request: EconRequest) -> None:
        self.request = request

    def attempt(self, write: Callable[[], T]) -> HttpResponse:
        """Runs `write` once and renders its outcome."""
        try:
            result = write()
        except SaveConflict as conflict:
            return self.render_conflict(conflict)
        except RetryExpired as error:
            if isinstance(error, ClocksDisagree):
                messages.warning(self.request, _(CLOCKS_DISAGREE))
            return self._render_expired()
        except DocumentBusy:
            return self.render_busy()
        except NotFound as error:
            return self.render_not_found(error)
        except GatewayError as error:
            return self.render_failure(error)
        except Error as error:
            return self._render_storage_error(error)
        return self.render_done(result)

    def _render_storage_error(self, error: Error) -> HttpResponse:
        """Our database failed. Raises the error if the server's storage is not to blame."""
        fault = find_storage_fault(error)
        if fault is None:
            raise error
        if self.request.read_log.has_sent_write:
            return self.render_not_recorded(error)
        return self.render_not_stored(error, explain_not_saved(fault, is_retry=bool(self.request.POST.get(RETRY_KEY))))

    def _render_expired(self) -> HttpResponse:
        try:
            return self.render_current()
        except NotFound as error:
            return self.render_not_found(error)
        except GatewayError as error:
            return self.render_still_unknown(error)

    @abstractmethod
    def render_done(self, result: T) -> HttpResponse:
        """e-conomic did it."""

    @abstractmethod
    def render_failure(self, error: GatewayError) -> HttpResponse:
        """It was refused, or its outcome is unknown: then `error.retry_key` is the key to send it again with."""

    def render_not_found(self, error: NotFound) -> HttpResponse:
        """e-conomic no longer has the document."""
        return self.render_failure(error)

    def render_current(self) -> HttpResponse:
        """It is too late to send it again safely: shows what e-conomic has now. May raise GatewayError."""
        raise NotImplementedError

    def render_still_unknown(self, error: GatewayError) -> HttpResponse:
        """It is too late to send it again safely, and what e-conomic has now could not be loaded."""
        return self.render_failure(error)

    def render_busy(self) -> HttpResponse:
        """Nothing was sent, because somebody holds the lease."""
        raise NotImplementedError

    def render_not_stored(self, error: Error, message: str) -> HttpResponse:
        """Nothing was sent, because our database could not be written."""
        raise error  # the middleware says so

    def render_not_recorded(self, error: Error) -> HttpResponse:
        """It was sent, but our database could not record the outcome."""
        raise error  # the middleware says so

    def render_conflict(self, conflict: SaveConflict[Any]) -> HttpResponse:
        """Nothing was sent, because a colleague changed the same fields."""
        raise NotImplementedError
