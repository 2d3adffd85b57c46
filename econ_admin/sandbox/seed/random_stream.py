"""Reproducible random numbers: one stream per customer, the same on every machine."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class RandomStream:
    """Derives everything from `random()`, whose sequence for an integer seed is the same in every Python version."""

    __slots__ = ("_random",)

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - make-believe customers, no secrets

    def fraction(self) -> float:
        """Returns a number from 0 up to, but not including, 1."""
        return self._random()

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def below(self, bound: int) -> int:
        """Returns an integer from 0 up to, but not including, `bound`."""
        return int(self._random() * bound)

    def between(self, low: int, high: int) -> int:
        """Returns an integer from `low` to `high`, inclusive."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._random() * len(options))]

    def digits(self, count: int) -> str:
        """Returns that many digits, the first not 0."""
        lowest: int = 10 ** (count - 1)
        return str(lowest + int(self._random() * 9 * lowest))


def split_options(text: str) -> tuple[str, ...]:
    """Splits a comma-separated text."""
    return tuple(text.split(","))
