"""Settings and addresses of the bare view: the project's own without apps and middlewares, and a view that says ok."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from econ_admin.settings import *  # noqa: F403  # all that is not said otherwise below

INSTALLED_APPS = []
MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.bare"


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("ok", ok)]
