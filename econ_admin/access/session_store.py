"""Sessions in our database, as Django's, except that a database that cannot be written raises its own error."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import Error

from econ_admin.storage_faults import find_storage_fault


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        """Raises django.db.Error if it cannot be written. Django takes that for a session deleted meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if isinstance(cause, Error) and find_storage_fault(cause):
                raise cause from cause.__cause__
            raise
