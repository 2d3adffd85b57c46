"""The app's configuration and its system check."""

from django.apps import AppConfig
from django.core.checks import register


class AccessConfig(AppConfig):
    name = "econ_admin.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from econ_admin.access.agreements import get_context
        from econ_admin.access.checks import check_view_roles
        from econ_admin.access.sealed_columns import SealedColumn, register_sealed_column

        register(check_view_roles)
        register_sealed_column(SealedColumn("access.Agreement", "sealed_grant", get_context))
