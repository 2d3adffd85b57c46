"""The app's configuration."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "econ_admin.trail"
    label = "trail"
    default_auto_field = "django.db.models.BigAutoField"
