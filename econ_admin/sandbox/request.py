"""Request and response types of the endpoints."""

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
    """An authenticated request, with the repository and link builder that endpoints use."""

    method: str
    path: str  # without leading and trailing slashes
    parameters: QueryParameters
    raw_body: bytes
    repository: Repository
    links: LinkBuilder
    now: datetime

    @property
    def timestamp(self) -> str:
        """The time as stored in documents, to the second."""
        return f"{self.now:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def timestamp_to_minute(self) -> str:
        """The time as stored in drafts and products, to the minute."""
        return f"{self.now:%Y-%m-%dT%H:%M:00Z}"

    @property
    def today(self) -> date:
        """Today's date in Denmark."""
        return self.now.astimezone(COPENHAGEN).date()

    def parse_body(self) -> Any:
        """Decodes the body; numbers keep their scale. Raises ApiError."""
        try:
            return decode(self.raw_body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise invalid_json_error(str(error)[:MAX_REASON_LENGTH]) from error


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """What an endpoint returns."""

    status: int
    document: Document | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pdf: bytes = b""  # instead of a document


Endpoint = Callable[..., ApiResponse]  # called with an ApiRequest, and the path's keys by name
Routes = dict[str, dict[str, Endpoint]]  # path -> method -> endpoint
