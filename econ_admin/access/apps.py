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
        from econ_admin.access.agreements import get_context
        from econ_admin.access.checks import check_view_roles
        from econ_admin.access.mfa_adapter import get_secret_context
        from econ_admin.access.sealed_columns import SealedColumn, register_sealed_column

        register(check_view_roles)
        register_sealed_column(SealedColumn("access.Agreement", "sealed_grant", get_context))
        register_sealed_column(SealedColumn("mfa.Authenticator", "data", get_secret_context, ("secret", "seed")))
        user_logged_in.connect(_begin_session, dispatch_uid="econ_admin.access.begin_session")


def _begin_session(request: HttpRequest, user: "Person", **kwargs: Any) -> None:
    from econ_admin.access.sessions import begin_session

    begin_session(request, user)
