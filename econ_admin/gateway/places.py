"""Where things stand in e-conomic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A document or a collection: its noun (which decides what is kept), its path, and its number if it has one."""

    noun: str
    path: str
    number: str = ""

    def at(self, number: int) -> "Place":
        """One document of this collection."""
        return Place(self.noun, f"{self.path}/{number}", str(number))
