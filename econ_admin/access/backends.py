"""The authentication backend."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from econ_admin.access.agreements import read_person_with_memberships
from econ_admin.access.models import Person


class PersonBackend(ModelBackend):
    """Django's ModelBackend, which also rejects demo people where they are not allowed. Runs on every request."""

    def get_user(self, user_id: int) -> Person | None:
        """Returns the person with their memberships, in one query, since every page needs both."""
        person = read_person_with_memberships(user_id)
        if person is None:
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Person | AnonymousUser | None) -> bool:
        demo = isinstance(user, Person) and user.demo
        return super().user_can_authenticate(user) and (settings.DEMO_PEOPLE_ALLOWED or not demo)
