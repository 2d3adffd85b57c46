"""Chance that falls the same way on every machine: one stream of numbers for each customer."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class RandomStream:
    """Everything is drawn through `random()`, whose sequence for an integer seed is the same in every Python."""

    __slots__ = ("_random",)

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - make-believe customers, no secrets

    def fraction(self) -> float:
        """A number from 0 up to 1."""
        return self._random()

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def below(self, bound: int) -> int:
        """A number from 0 up to `bound`, which is not reached."""
        return int(self._random() * bound)

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both of them possible."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._random() * len(options))]

    def digits(self, count: int) -> str:
        """That many digits, the first of them not 0."""
        lowest: int = 10 ** (count - 1)
        return str(lowest + int(self._random() * 9 * lowest))


def split_options(text: str) -> tuple[str, ...]:
    """Things to pick from, written with commas between them."""
    return tuple(text.split(","))
