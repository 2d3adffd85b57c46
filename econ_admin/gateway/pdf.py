"""Streams PDFs: passed on in chunks, never whole in memory, never cached."""

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
    """Yields the chunks of a PDF, once. Closing it releases the connection, whether or not it was read to the end.

    `size` is in bytes; None if unknown.
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
        """Requests the PDF of a document. Raises UnexpectedResponse if the response is not a PDF."""
        response = transport.stream(ResourcePath(document.noun, f"{document.path}/pdf", document.number))
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if media_type.casefold() != MEDIA_TYPE:
            response.close()
            raise UnexpectedResponse(f"{media_type or 'nothing'} instead of a PDF", status=response.status_code)
        return cls(response)

    def __iter__(self) -> Iterator[bytes]:
        """Yields chunks. Raises Unreachable if the connection fails, UnexpectedResponse if the PDF is too large."""
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
