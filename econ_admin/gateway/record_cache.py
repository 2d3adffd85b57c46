"""Answers as records, ready to be shown: a bounded cache in the memory of one process."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

LARGEST = 16 * 1024 * 1024  # bytes of JSON; as records it takes about four times as much


@dataclass(frozen=True, slots=True)
class Kept:
    """What an answer was read as, by what, and when its request began (seconds since 1970)."""

    record: Any
    reads: Any
    asked: float
    size: int


class Shelf:
    """The latest used stay. All threads share the records, which are frozen."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: str, kept: Kept) -> None:
        """Keep it, unless what is there was asked for later, and let go of what was used longest ago."""
        with self._lock:
            before = self._kept.get(key)
            if before and before.asked > kept.asked:
                return
            self._remove(key)
            self._kept[key] = kept
            self._size += kept.size
            while self._size > self._largest:
                self._remove(next(iter(self._kept)))

    def remove(self, key: str) -> None:
        with self._lock:
            self._remove(key)

    def _remove(self, key: str) -> None:
        if kept := self._kept.pop(key, None):
            self._size -= kept.size
