"""Groups of labelled values of a document."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise

from customers.shared.text_links import TextLine


class Fact(NamedTuple):
    """A labelled value."""

    label: str | Promise
    lines: Sequence[TextLine]
    css: str = ""
    missing: str | Promise = ""  # text shown if there is no value


class Group(NamedTuple):
    """A titled group of facts."""

    title: str | Promise
    facts: Sequence[Fact]
