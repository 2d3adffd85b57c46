"""What waits in the session to be shown once. A page that shows it writes no session: a cookie notes what was shown."""

import secrets

from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # requests that write nothing


def new_mark() -> str:
    """What the session and the cookie know a thing by; another one for each thing."""
    return secrets.token_urlsafe(8)


def set_mark(response: HttpResponse, cookie: str, mark: str) -> None:
    """Notes in the browser that this was shown; gone with the browser's session."""
    response.set_cookie(
        cookie,
        mark,
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )


class MessageStorage(SessionStorage):
    """Django's storage in the session, whose messages stay there until the next ones come."""

    COOKIE = "messages-shown"
    MARK = "_messages_mark"  # where the session keeps what the cookie is compared with

    _mark = ""  # of the messages that this request has loaded

    def _get(self, *args: object, **kwargs: object) -> tuple[list[Message], bool]:
        session = self.request.session
        mark = session.get(self.MARK, "")
        if not mark or mark == self.request.COOKIES.get(self.COOKIE):
            return [], True
        self._mark = mark
        return self.deserialize_messages(session.get(self.session_key)) or [], True

    def _store(self, messages: list[Message], response: HttpResponse, *args: object, **kwargs: object) -> list[Message]:
        """Keeps new messages; where there are none, those that were loaded are shown in this response."""
        if messages:
            self.request.session[self.session_key] = self.serialize_messages(messages)
            self.request.session[self.MARK] = new_mark()
        elif self._mark:
            set_mark(response, self.COOKIE, self._mark)
        return []
