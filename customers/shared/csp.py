"""Frames, which the policy forbids: for the pages that have one, and for what stands in it, alone."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def contains_frame(view: View) -> View:
    """A page with a frame, in which an answer of ours stands."""
    return cast("View", csp_update({"frame-src": [SELF]})(cast("Any", view)))


def embeddable(view: View) -> View:
    """An answer that a page of ours may have in a frame; so may what says that it failed."""
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}
    allowed = csp_replace(directives)(cast("Any", view))
    return cast("View", xframe_options_sameorigin(allowed))
