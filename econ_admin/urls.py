"""All URLs."""

from django.urls import include, path

from econ_admin import health
from econ_admin.access import views as access

urlpatterns = [
    path("", access.home, name="home"),
    path("", include("econ_admin.access.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("agreements/", include("customers.agreements.urls")),
    path("", include("econ_admin.agreements.urls")),
    path("<slug:agreement>/", include("econ_admin.status.urls")),
    path("<slug:agreement>/", include("customers.urls")),
]

handler400 = "econ_admin.http.bad_request"
handler403 = "econ_admin.http.permission_denied"
handler404 = "econ_admin.http.page_not_found"
handler500 = "econ_admin.access.not_stored.server_error"
