"""What a search lists: entries in groups. An entry is a link; some actions are a POST."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString

from customers.shared.unavailable import FailureNotice


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette and of the search page."""

    icon: str
    text: str
    url: str
    detail: str = ""
    barred: bool = False
    is_exact: bool = False
    """Its number is exactly what was typed."""
    is_blocked: bool = False
    """It leads to a change, and e-conomic is not answering."""
    post_url: str = ""
    """Where a script posts at once what the page at `url` does in a second step."""
    keys: str = ""
    words: Sequence[str] = ()
    """The words that were searched for, to be marked."""
    customer: int | None = None
    """The number of the customer that it is."""

    @property
    def key_list(self) -> list[str]:
        return self.keys.split()

    @property
    def html(self) -> SafeString:
        """The text with the words that were found marked."""
        return mark_words(self.text, self.words)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading, or the reason why they could not be loaded."""

    key: str
    title: str | Promise
    entries: Sequence[Entry] = ()
    more_text: str = ""
    more_url: str = ""
    failed: FailureNotice | None = None


def mark_words(text: str, words: Sequence[str]) -> SafeString:
    """Returns the text as HTML, with each of the words marked."""
    if not words:
        return escape(text)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pairs = enumerate(re.split(f"({pattern})", text, flags=re.IGNORECASE))
    return SafeString("".join([f"<mark>{escape(part)}</mark>" if i % 2 else escape(part) for i, part in pairs]))


def find_only_exact(groups: Sequence[Group]) -> Entry | None:
    """Returns the one entry whose number was typed. None if there are several, or a part is missing."""
    if any(group.failed for group in groups):
        return None
    exact = [entry for group in groups for entry in group.entries if entry.is_exact]
    return exact[0] if len(exact) == 1 else None
