"""Refuses files: no form takes one, and anybody could fill the disk with them."""

from typing import Any, NoReturn

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class RefuseUploads(FileUploadHandler):
    """Skips the content of every file. The other fields of the form are read, so that what was typed is kept."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        setattr(self.request, REFUSED, True)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: no file begins."""

    def file_complete(self, file_size: int) -> None:
        """Never called: no file begins."""


REFUSED = "has_refused_file"


def has_refused_file(request: HttpRequest) -> bool:
    """Whether the request carried a file. Call it after its fields have been read."""
    return bool(getattr(request, REFUSED, False))
