"""What the frame of every page needs and a template cannot say: initials, and the colour of an agreement's mark."""

from django import template

register = template.Library()

SEALS = 4  # the colours that app.css has


@register.filter
def initials(name: str) -> str:
    """At most two letters: of the first and the last word, or the first two of the only one."""
    words = name.split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return name.strip()[:2].upper()


@register.filter
def seal(number: int) -> int:
    """Which colour the agreement with this key has: always the same one."""
    return 1 + (number - 1) % SEALS
