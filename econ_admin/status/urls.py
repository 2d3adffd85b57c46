"""URLs of refresh, pulse and the status page, below each agreement."""

from django.urls import path

from econ_admin.status import views

urlpatterns = [
    path("refresh/", views.refresh, name="refresh"),
    path("pulse/", views.pulse, name="pulse"),
    path("status/", views.status, name="status"),
]
