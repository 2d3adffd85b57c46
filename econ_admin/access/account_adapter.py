"""django-allauth's hooks for accounts: our address, no self-registration, only the second factor as a further step."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from econ_admin.access.client_address import get_client_address

SECOND_FACTOR_STAGE = "econ_admin.access.second_factor.SecondFactorStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return get_client_address(request)

    def get_login_stages(self) -> list[str]:
        return [SECOND_FACTOR_STAGE]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Leaves the response to our view."""
        return HttpResponse()

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our views say what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody has an e-mail address here; the sign-in log records the change."""
