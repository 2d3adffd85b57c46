"""URLs of unsent drafts before version 0.2.0. A page that was open during the update may still use them."""

from django.http import HttpResponsePermanentRedirect

from econ_admin.access.request import EconRequest, url_for

NEW_ACTIONS = {
    "repriced": "reprice",
    "pasted": "paste",
    "before": "review",
    "sent-as-new": "send-as-new",
    "asked-again": "retry",
    "decided": "decide",
    "taken-over": "take-over",
    "thrown-away": "discard",
}


def redirect_old_url(
    request: EconRequest, rest: str = "", customer: int | None = None
) -> HttpResponsePermanentRedirect:
    """Redirects (308) to the same action, keeping method and posted data."""
    if customer is not None:
        url = url_for(request, "customers:new-draft", customer)
    else:
        url = url_for(request, "customers:unsent-drafts") + "/".join(
            NEW_ACTIONS.get(step, step) for step in rest.split("/")
        )
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}{'?' if query else ''}{query}", preserve_request=True)
