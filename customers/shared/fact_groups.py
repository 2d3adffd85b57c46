"""Fields of a document as a page shows them: a name and its lines, in groups."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise

from customers.shared.text_links import TextLine


class Fact(NamedTuple):
    """A field: its name, and what stands in it."""

    label: str | Promise
    lines: Sequence[TextLine]
    css: str = ""
    missing: str | Promise = ""  # the word where it matters that there is nothing


class Group(NamedTuple):
    """Facts that belong together."""

    title: str | Promise
    facts: Sequence[Fact]
