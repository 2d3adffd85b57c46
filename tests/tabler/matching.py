"""Says whether a selector can match an element that the project writes, by the names in it."""

import re
from collections.abc import Container

from tests.tabler.stylesheet import split

NAME = r"(?:[\w-]|\\.)+"
PART = re.compile(
    rf"\.(?P<class>{NAME})|\#(?P<id>{NAME})|\[(?P<attribute>{NAME})(?:[~|^$*]?=[^\]]*)?\]"
    rf"|(?P<pseudo>::?{NAME})(?P<argument>\()?|(?P<element>{NAME})|(?P<rest>[\s>+~*,|]+)",
)
ALTERNATIVES = {":is", ":where", ":has", ":matches", ":host"}


def can_match(selector: str, words: Container[str]) -> bool:
    """Tells whether each class, id, element and attribute that the selector requires is among the words."""
    position = 0
    while position < len(selector):
        part = PART.match(selector, position)
        if part is None:
            raise ValueError(f"This selector cannot be read: {selector}")
        position = part.end()
        if part["argument"]:
            argument = read_argument(selector, position)
            position += len(argument) + 1  # behind the closing bracket
            if part["pseudo"] in ALTERNATIVES and not any(can_match(item, words) for item in split_list(argument)):
                return False
        elif not is_known(part, words):
            return False
    return True


def split_list(selectors: str) -> list[str]:
    """The selectors of a list: `a, b:is(c, d)` has two."""
    return list(split(selectors, ",", keep=False))


def read_argument(selector: str, start: int) -> str:
    """What is between the bracket that opens just before `start` and the one that closes it."""
    depth = 1
    for position in range(start, len(selector)):
        depth += (selector[position] == "(") - (selector[position] == ")")
        if depth == 0:
            return selector[start:position]
    raise ValueError(f"A bracket is not closed: {selector}")


def is_known(part: re.Match[str], words: Container[str]) -> bool:
    """States and pseudo-elements can occur on anything."""
    name = part["class"] or part["id"] or part["attribute"] or part["element"]
    return name is None or name.replace("\\", "") in words
