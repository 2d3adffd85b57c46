"""JSON that our pages write and browsers post back, possibly changed."""

import json

from django.http import HttpRequest

LONGEST = 64 * 1024  # characters


def posted_object(request: HttpRequest, name: str) -> dict[str, object]:
    """Returns a posted JSON object, or an empty one if it is invalid."""
    text = request.POST.get(name, "")
    if not text or len(text) > LONGEST:
        return {}
    try:
        posted = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return posted if isinstance(posted, dict) else {}
