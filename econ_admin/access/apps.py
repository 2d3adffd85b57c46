"""The app's configuration and its system check."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import register
from django.http import HttpRequest

if TYPE_CHECKING:
    from econ_admin.access.models import Person


class AccessConfig(AppConfig):
    name = "econ_admin.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from econ_admin.access.checks import check_view_roles

        register(check_view_roles)
        user_logged_in.connect(_begin_session, dispatch_uid="econ_admin.access.begin_session")


def _begin_session(request: HttpRequest, user: "Person", **kwargs: Any) -> None:
    from econ_admin.access.sessions import begin_session

    begin_session(request, user)
