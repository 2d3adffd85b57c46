"""Shows session data once without writing the session on GET: a cookie records what was shown."""

import secrets

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse

from econ_admin.access.cookies import get_cookie, set_cookie

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that write nothing


def new_mark() -> str:
    """Returns a random mark that identifies stored data in the session and the cookie."""
    return secrets.token_urlsafe(8)


class MessageStorage(SessionStorage):
    """Django's SessionStorage, except that messages stay in the session until new ones replace them."""

    COOKIE = "messages-shown"
    MARK = "_messages_mark"  # session key of the mark that the cookie is compared with

    _mark = ""  # mark of the messages loaded by this request

    def _get(self, *args: object, **kwargs: object) -> tuple[list[Message], bool]:
        session = self.request.session
        mark = session.get(self.MARK, "")
        if not mark or mark == get_cookie(self.request, self.COOKIE):
            return [], True
        self._mark = mark
        return self.deserialize_messages(session.get(self.session_key)) or [], True

    def _store(self, messages: list[Message], response: HttpResponse, *args: object, **kwargs: object) -> list[Message]:
        """Stores new messages; without any, marks the loaded ones as shown."""
        if messages:
            self.request.session[self.session_key] = self.serialize_messages(messages)
            self.request.session[self.MARK] = new_mark()
        elif self._mark:
            set_cookie(response, self.COOKIE, self._mark)
        return []
