"""URLs of the front page."""

from django.urls import path

from customers.overview.views import overview, panels

urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("overview/<slug:panel>/", panels.show_panel, name="panel"),
]
