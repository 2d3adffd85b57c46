"""Signing in at an OpenID Connect provider, by django-allauth: code flow with state and PKCE.

The claims come from the ID token, which is fetched directly from the provider. Who somebody is there is compared with
what an administrator has set; nobody gets in because of an e-mail address.
"""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import Session

from econ_admin.access.models import Membership, Person
from econ_admin.environment import OidcSettings

PROVIDER_ID = "oidc"
SCOPE = ["openid", "profile"]

logger = logging.getLogger(__name__)


class NobodyHere(Exception):
    """The provider knows who it is, but nobody here is that person."""


class Refused(Exception):
    """The sign-in was cancelled there, or the answer is not valid."""


class _Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # django-allauth has no types
    def get_provider(self) -> OpenIDConnectProvider:
        return _build_provider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("access:oidc-callback"))

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != _get_settings().issuer:
            raise OAuth2Error("The provider names another issuer.")
        return config


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]  # django-allauth has no types
    oauth2_adapter_class = _Adapter


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # django-allauth has no types
    """django-allauth's hooks: it verifies, and leaves the rest to our view."""

    def get_requests_session(self) -> Session:
        """Follows no redirect: the client's secret is for the provider alone."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(_Claims(sociallogin.account.extra_data.get("id_token", {})))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        logger.warning("OpenID Connect: %s %s", details.get("error"), details.get("exception"))
        raise ImmediateHttpResponse(HttpResponse(status=403))


class _Claims(HttpResponse):
    """Carries the verified claims out of django-allauth's view."""

    def __init__(self, claims: dict[str, Any]) -> None:
        super().__init__()
        self.claims = claims


def build_redirect(request: HttpRequest) -> str:
    """Returns the address of the provider to continue at; the state is kept in the session. Raises Refused."""
    try:
        response = _build_provider(request).redirect(request, process="login", scope=SCOPE, auth_params={})
    except (OSError, OAuth2Error, KeyError, ValueError) as error:  # requests' errors are OSErrors
        logger.warning("OpenID Connect: %s", error)
        raise Refused from error
    return str(response["Location"])


def find_person(request: HttpRequest) -> Person:
    """Returns the person whom the provider identifies by its answer in the request. Raises Refused or NobodyHere."""
    try:
        response = OAuth2CallbackView.adapter_view(_Adapter(request, PROVIDER_ID))(request)
    except (
        OSError,
        OAuth2Error,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:  # an answer may be anything
        logger.warning("OpenID Connect: %s", error)
        raise Refused from error
    if not isinstance(response, _Claims) or not isinstance(response.claims.get("sub"), str):
        raise Refused
    return _match_person(response.claims, _get_settings())


def _match_person(claims: dict[str, Any], oidc: OidcSettings) -> Person:
    subject = claims["sub"]
    if person := Person.objects.filter(oidc_subject=subject).first():
        return person
    username = claims.get(oidc.username_claim) if oidc.username_claim else None
    if not isinstance(username, str) or not username:
        raise NobodyHere
    person = Person.objects.filter(username=username).first()
    if person is None and oidc.creates_people:
        return _create_person(username, subject, claims)
    if person is None or person.oidc_subject:  # the name of somebody who is another person there
        raise NobodyHere
    # from now on by the subject: names are given to others when people leave
    Person.objects.filter(pk=person.pk, oidc_subject=None).update(oidc_subject=subject)
    return person


def _create_person(username: str, subject: str, claims: dict[str, Any]) -> Person:
    """Adds somebody without any role: an administrator gives them one.

    While nobody has a role, the first person may add agreements, and comes by `manage.py person` alone.
    """
    if not Membership.objects.exists():
        raise NobodyHere
    person = Person(username=Person.normalize_username(username), oidc_subject=subject)
    person.full_name = str(claims.get("name", ""))[:150]
    person.set_unusable_password()
    try:
        person.full_clean()
    except ValidationError as error:
        raise NobodyHere from error
    person.save()
    return person


def _build_provider(request: HttpRequest) -> _Provider:
    oidc = _get_settings()
    app = SocialApp(
        provider="openid_connect",
        provider_id=PROVIDER_ID,
        name=oidc.name,
        client_id=oidc.client_id,
        secret=oidc.client_secret.reveal(),
        settings={"server_url": oidc.issuer, "oauth_pkce_enabled": True, "fetch_userinfo": False},
    )
    return _Provider(request, app=app)


def _get_settings() -> OidcSettings:
    oidc: OidcSettings | None = settings.OIDC
    if oidc is None:
        raise Refused
    return oidc
