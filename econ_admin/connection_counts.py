"""How many connections each worker has, in memory that the workers of one server share."""

import mmap
import struct

MAX_WORKERS = 128
_FORMAT = struct.Struct(f"{MAX_WORKERS}i")
_COUNT = struct.Struct("i")


class ConnectionCounts:
    """A count for each slot of a worker; forked processes share it. A slot without a worker that accepts is closed."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _FORMAT.size)  # zeros: all closed

    def set(self, slot: int, count: int) -> None:
        _COUNT.pack_into(self._memory, slot % MAX_WORKERS * _COUNT.size, count + 1)

    def close(self, slot: int) -> None:
        _COUNT.pack_into(self._memory, slot % MAX_WORKERS * _COUNT.size, 0)

    def is_lowest(self, slot: int, count: int) -> bool:
        """Whether no other worker that accepts has fewer connections."""
        others = list(_FORMAT.unpack(self._memory))
        others[slot % MAX_WORKERS] = 0
        return all(other == 0 or other - 1 >= count for other in others)
