"""The app's configuration and its system check."""

from django.apps import AppConfig
from django.core.checks import register


class AccessConfig(AppConfig):
    name = "econ_admin.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from econ_admin.access.checks import check_view_roles

        register(check_view_roles)
