"""URLs of sign-in, sign-out and the person's settings."""

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from econ_admin.access import personal_settings, views

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second-factor/", views.give_second_factor, name="second-factor"),
    path("sign-in/passkey/", views.use_passkey, name="passkey"),
    path("sign-in/passkey/options/", views.passkey_options, name="passkey-options"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", require_POST(set_language), name="language"),
    path("<slug:agreement>/settings/", personal_settings.change_settings, name="settings"),
]
