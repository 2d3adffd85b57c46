"""URLs of sign-in, sign-out and the person's settings."""

from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from econ_admin.access import (
    account_views,
    invitation_views,
    oidc_views,
    people_views,
    personal_settings,
    second_factor_views,
    views,
)

app_name = "access"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second-factor/", views.give_second_factor, name="second-factor"),
    path("sign-in/passkey/", views.use_passkey, name="passkey"),
    path("sign-in/passkey/options/", views.passkey_options, name="passkey-options"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", require_POST(set_language), name="language"),
    path("sign-in/oidc/", oidc_views.start, name="oidc"),
    path("sign-in/oidc/callback/", oidc_views.callback, name="oidc-callback"),
    path("invitation/<str:token>/", invitation_views.accept_invitation, name="invitation"),
    path("account/", account_views.account, name="account"),
    path("account/confirm/", account_views.confirm_identity, name="confirm-identity"),
    path("account/password/", account_views.change_password, name="change-password"),
    path("account/app/", second_factor_views.set_up_app, name="set-up-app"),
    path("account/passkeys/new/", second_factor_views.add_passkey, name="add-passkey"),
    path("account/passkeys/new/options/", second_factor_views.new_passkey_options, name="new-passkey-options"),
    path("account/recovery-codes/", second_factor_views.renew_recovery_codes, name="recovery-codes"),
    path("account/second-factors/<int:factor>/remove/", second_factor_views.remove_factor, name="remove-factor"),
    path("account/sessions/end/", account_views.end_other_sessions, name="end-sessions"),
    path("account/sessions/<int:session>/end/", account_views.end_one_session, name="end-session"),
    path("<slug:agreement>/people/", people_views.list_people, name="people"),
    path("<slug:agreement>/people/log/", people_views.sign_in_log, name="sign-in-log"),
    path("<slug:agreement>/people/<int:person>/role/", people_views.change_role, name="change-role"),
    path("<slug:agreement>/people/<int:person>/deactivate/", people_views.deactivate, name="deactivate"),
    path("<slug:agreement>/people/<int:person>/reactivate/", people_views.reactivate, name="reactivate"),
    path("<slug:agreement>/people/<int:person>/link/", people_views.make_link, name="make-link"),
    path(
        "<slug:agreement>/people/<int:person>/second-factors/remove/",
        people_views.remove_second_factors,
        name="remove-second-factors",
    ),
    path("<slug:agreement>/settings/", personal_settings.change_settings, name="settings"),
]
