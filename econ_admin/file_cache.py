"""Django's cache in files, for many writes in a row."""

from contextlib import suppress
from itertools import count
from pathlib import Path

from django.core.cache.backends.filebased import FileBasedCache

WRITES_PER_CULL = 50


class FileCache(FileBasedCache):
    """Looks only at some writes whether there are too many files: listing them takes longer than a write."""

    _writes = count()  # of this process; each request has its own FileCache

    def _cull(self) -> None:
        if next(self._writes) % WRITES_PER_CULL == 0:
            super()._cull()  # type: ignore[misc]  # not in the stubs

    def delete_expired(self) -> int:
        """Deletes expired files, which otherwise stay until they are read. Returns how many."""
        deleted = 0
        for name in self._list_cache_files():  # type: ignore[attr-defined]  # as above
            with suppress(FileNotFoundError), Path(name).open("rb") as file:
                deleted += self._is_expired(file)  # type: ignore[attr-defined]  # deletes it
        return deleted
