"""What every agreement has beside its customers."""

from django.urls import path

from econ_admin.status import views

urlpatterns = [
    path("refresh/", views.refresh, name="refresh"),
    path("pulse/", views.pulse, name="pulse"),
    path("status/", views.status, name="status"),
]
