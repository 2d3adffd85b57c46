"""Calls to e-conomic side by side, any of which may fail without failing the page."""

from collections.abc import Callable, Sequence
from typing import Any

from econ_admin.gateway import Gateway, Page, Unavailable, optional


def side_by_side(economic: Gateway, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs any number of optional calls in one round trip. A failed call returns `Unavailable`."""
    answers: tuple[Any, ...] = economic.together(*map(optional, calls)) if calls else ()
    return list(answers)


def split_pages(answers: Sequence[Any]) -> tuple[list[Page[Any]], list[Unavailable]]:
    """Returns the pages among the answers, and the failures."""
    return (
        [answer for answer in answers if isinstance(answer, Page)],
        [answer for answer in answers if isinstance(answer, Unavailable)],
    )
