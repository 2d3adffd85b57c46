"""JSON that a page of ours has written and a browser posts back: perhaps by hand."""

import json

from django.http import HttpRequest

LONGEST = 64 * 1024  # characters


def posted_object(request: HttpRequest, name: str) -> dict[str, object]:
    """An object that was posted; an empty one for anything else."""
    text = request.POST.get(name, "")
    if not text or len(text) > LONGEST:
        return {}
    try:
        posted = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return posted if isinstance(posted, dict) else {}
