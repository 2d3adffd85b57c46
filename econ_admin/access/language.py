"""The language of a person: their own choice, otherwise the browser's, which LocaleMiddleware has found."""

from django.conf import settings
from django.utils import translation

from econ_admin.access.models import Person


def activate_language(person: Person) -> None:
    """Answers the rest of this request in the person's language, if they have chosen one."""
    if person.language in dict(settings.LANGUAGES):
        translation.activate(person.language)
