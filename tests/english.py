"""Finds English words on a Danish page: words that only the English texts of the product have."""

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser

from tests.catalogue import read

WORD = re.compile(r"\b[a-zæøå]{2,}\b", re.IGNORECASE)  # not the letters of a log number: 4a1d1be257c4f133-CPH
MACHINE_VALUE = re.compile(r"[a-z0-9_./:?=&-]*")  # addresses, names of fields and states
# attributes whose values people read, or scripts show
READ_BY_PEOPLE = re.compile(r"(?:title|alt|placeholder|label|aria-(?:label|description|valuetext)|hx-confirm)$")
SHOWN_BY_SCRIPTS = re.compile(r"data-")


@cache
def get_english_words() -> frozenset[str]:
    """Words of the English texts that no Danish text has, in lower case."""
    english, danish = set(), set()
    for message in read():
        if message.id:
            english |= _list_words(message.id)
            danish |= _list_words(message.string)
    return frozenset(english - danish)


def _list_words(text: object) -> set[str]:
    texts = text if isinstance(text, (list, tuple)) else [text]
    return {word.lower() for part in texts for word in WORD.findall(_drop_markup(str(part)))}


def _drop_markup(text: str) -> str:
    return re.sub(r"%\(\w+\)[sd]|<[^>]*>|\bada@example\.dk\b", " ", text)


class _Reader(HTMLParser):
    """Collects what people read of a page, part by part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._ignored = 0  # depth of elements whose text nobody reads

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attributes if value and _is_read(tag, name, value)]
        if tag in ("script", "style"):
            self._ignored += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._ignored -= 1

    def handle_data(self, data: str) -> None:
        if not self._ignored and data.strip():
            self.texts.append(data)


def _is_read(tag: str, name: str, value: str) -> bool:
    if tag == "meta":
        return False
    return bool(READ_BY_PEOPLE.match(name) or (SHOWN_BY_SCRIPTS.match(name) and not MACHINE_VALUE.fullmatch(value)))


def list_texts(html: str) -> list[str]:
    """Every text of the page that people read, or that scripts show to them."""
    reader = _Reader()
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.texts]


def find_english(html: str, data: Iterable[str] = ()) -> list[str]:
    """The texts of a page that have an English word outside `data`: names and texts of the documents shown."""
    known = sorted(data, key=len, reverse=True)
    return [text for text in list_texts(html) if _has_english_word(text, known)]


def _has_english_word(text: str, data: list[str]) -> bool:
    if not _list_words(text) & get_english_words():
        return False
    for known in data:
        text = text.replace(known, " ")
    return bool(_list_words(text) & get_english_words())
