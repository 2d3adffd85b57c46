"""The outcomes of a write, new or sent again: the one place that tells them apart."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.http import HttpResponse

from customers.editing.leases import DocumentBusy
from customers.editing.save import SaveConflict
from customers.editing.unresolved_writes import RetryExpired
from econ_admin.access.request import EconRequest
from econ_admin.gateway.errors import GatewayError, NotFound

T = TypeVar("T")


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
        except RetryExpired:
            return self._render_expired()
        except DocumentBusy:
            return self.render_busy()
        except NotFound as error:
            return self.render_not_found(error)
        except GatewayError as error:
            return self.render_failure(error)
        return self.render_done(result)

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

    def render_conflict(self, conflict: SaveConflict[Any]) -> HttpResponse:
        """Nothing was sent, because a colleague changed the same fields."""
        raise NotImplementedError
