"""Exceptions from the content security policy for pages with a frame and for what is shown in it."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def contains_frame(view: View) -> View:
    """Allows the page to show a response of ours in a frame."""
    return cast("View", csp_update({"frame-src": [SELF]})(cast("Any", view)))


def embeddable(view: View) -> View:
    """Allows the response to be shown in a frame of ours. This includes its error page."""
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}
    allowed = csp_replace(directives)(cast("Any", view))
    return cast("View", xframe_options_sameorigin(allowed))
