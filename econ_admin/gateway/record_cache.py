"""A bounded in-memory cache of decoded responses, one per process."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

MAX_SIZE = 16 * 1024 * 1024  # bytes of JSON; the decoded records take about four times as much


@dataclass(frozen=True, slots=True)
class CachedRecord:
    """A decoded response, its decoder, and when it was requested (seconds since 1970)."""

    record: Any
    decoder: Any
    requested_at: float
    size: int


class RecordCache:
    """A least-recently-used cache. Threads share the records, which are frozen."""

    def __init__(self, max_size: int = MAX_SIZE) -> None:
        self._max_size = max_size
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, CachedRecord] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> CachedRecord | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: str, entry: CachedRecord) -> None:
        """Stores an entry unless a newer one exists, then removes the least recently used ones beyond the limit."""
        with self._lock:
            existing = self._entries.get(key)
            if existing and existing.requested_at > entry.requested_at:
                return
            self._remove(key)
            self._entries[key] = entry
            self._size += entry.size
            while self._size > self._max_size:
                self._remove(next(iter(self._entries)))

    def remove(self, key: str) -> None:
        with self._lock:
            self._remove(key)

    def remove_all(self, beginning: str) -> None:
        """Removes the entries whose keys begin so."""
        with self._lock:
            for key in [key for key in self._entries if key.startswith(beginning)]:
                self._remove(key)

    def _remove(self, key: str) -> None:
        if entry := self._entries.pop(key, None):
            self._size -= entry.size
