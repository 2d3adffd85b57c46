"""The app's configuration: what it adds to the figures that are watched."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from customers.models import WorkingDraft
        from econ_admin.operations.figures import count_unsent_drafts

        count_unsent_drafts.append(WorkingDraft.objects.exclude(state=WorkingDraft.State.SENT).count)
