"""A site with a page that writes on GET."""

from django.http import HttpResponse
from django.urls import path

from econ_admin.access.models import FailedSignIn
from econ_admin.access.request import EconRequest


def write(request: EconRequest) -> HttpResponse:
    FailedSignIn.objects.create(name="somebody", at="2026-11-23T00:00Z")
    return HttpResponse("")


urlpatterns = [path("writer/", write, name="home")]  # a name that needs no role
