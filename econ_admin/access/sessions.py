"""Saves sessions, and deletes ended ones: a few at each sign-in, all at each start (`manage.py prepare`)."""

import logging

from django.contrib.sessions import middleware
from django.contrib.sessions.models import Session
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from econ_admin.transactions import run_transaction

MOST_AT_ONCE = 200

logger = logging.getLogger(__name__)


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's SessionMiddleware, except that a session that cannot be saved does not replace the page by an error.

    By then the request has done its work: what is lost is a message for the next page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except Error:
            logger.exception("A session could not be saved")
            return response


def delete_expired_sessions() -> int:
    """Deletes a few ended sessions. Returns how many."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).order_by("expire_date")
    keys = list(expired.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return run_transaction(Session.objects.filter(pk__in=keys).delete)[0] if keys else 0
