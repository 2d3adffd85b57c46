"""One exchange, as an answer sees it: what was asked, the books it may use, the links it may give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

from econ_admin.sandbox.collections import Document
from econ_admin.sandbox.error_responses import COPENHAGEN, invalid_json_error
from econ_admin.sandbox.links import LinkBuilder, QueryParameters
from econ_admin.sandbox.repository import Repository, decode

MAX_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request that has been let in."""

    method: str
    path: str  # without slashes at the ends
    parameters: QueryParameters
    raw_body: bytes
    repository: Repository
    links: LinkBuilder
    now: datetime

    @property
    def timestamp(self) -> str:
        """The time as documents keep it, to the second."""
        return f"{self.now:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def timestamp_to_minute(self) -> str:
        """The time as drafts and products keep it, to the minute."""
        return f"{self.now:%Y-%m-%dT%H:%M:00Z}"

    @property
    def today(self) -> date:
        """The day it is in Denmark."""
        return self.now.astimezone(COPENHAGEN).date()

    def parse_body(self) -> Any:
        """What was sent, its numbers with the scale they were written with. Raises a refusal."""
        try:
            return decode(self.raw_body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise invalid_json_error(str(error)[:MAX_REASON_LENGTH]) from error


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """What goes back."""

    status: int
    document: Document | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pdf: bytes = b""  # in place of a document


Endpoint = Callable[..., ApiResponse]  # called with the Call, and the numbers in the path by name
Routes = dict[str, dict[str, Endpoint]]  # path -> method -> answer
