"""A PDF on its way through: passed on piece by piece, never whole in memory, never kept."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import requests
from urllib3.exceptions import HTTPError

from econ_admin.gateway.bounded_adapter import LARGEST_STREAM
from econ_admin.gateway.errors import UnexpectedResponse, Unreachable
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.transport import Transport

CHUNK_SIZE = 64 * 1024
MEDIA_TYPE = "application/pdf"


class Pdf:
    """The pieces of a PDF, to be iterated over once. Closing it gives the connection back, read to its end or not.

    `size` is in bytes; None where e-conomic does not say.
    """

    def __init__(self, response: requests.Response) -> None:
        self._response = response
        length = response.headers.get("Content-Length", "")
        is_compressed = "Content-Encoding" in response.headers
        self.size = (
            int(length) if length.isascii() and length.isdigit() and len(length) < 19 and not is_compressed else None
        )

    @classmethod
    def open(cls, transport: Transport, document: ResourcePath) -> Self:
        """Ask for the PDF of a document. Raises UnexpectedResponse for an answer that is something else."""
        response = transport.stream(ResourcePath(document.noun, f"{document.path}/pdf", document.number))
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if media_type.casefold() != MEDIA_TYPE:
            response.close()
            raise UnexpectedResponse(f"{media_type or 'nothing'} instead of a PDF", status=response.status_code)
        return cls(response)

    def __iter__(self) -> Iterator[bytes]:
        """Raises Unreachable where the rest does not come, UnexpectedResponse for more than any PDF has."""
        size, chunks = 0, self._response.iter_content(CHUNK_SIZE)
        try:
            for piece in chunks:
                size += len(piece)
                if size > LARGEST_STREAM:
                    raise UnexpectedResponse(f"more than {LARGEST_STREAM} bytes")
                yield piece
        except (requests.RequestException, HTTPError) as error:
            raise Unreachable(type(error).__name__) from error

    def close(self) -> None:
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_class: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
