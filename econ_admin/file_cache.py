"""Django's cache in files, for many writes in a row."""

from itertools import count

from django.core.cache.backends.filebased import FileBasedCache

WRITES_PER_CULL = 50


class FileCache(FileBasedCache):
    """Looks only at some writes whether there are too many files: listing them takes longer than a write."""

    _writes = count()  # of this process; each request has its own FileCache

    def _cull(self) -> None:
        if next(self._writes) % WRITES_PER_CULL == 0:
            super()._cull()  # type: ignore[misc]  # not in the stubs
