"""Errors raised by the gateway, one class per cause.

GatewayError
├── Unreachable             no response: connection refused, timeout, unknown host
│   └── CircuitOpen         the circuit breaker is open: nothing was sent
├── UnexpectedResponse      an invalid response: a redirect, HTML, half a document, a link to another origin
├── ServerError             e-conomic failed (5xx)
└── Rejected                e-conomic refused the request (4xx)
    ├── RateLimited         too many requests (429); `retry_after` says how long to wait
    ├── Unauthorised        the tokens are not accepted (401)
    ├── Forbidden           the tokens do not allow this (403)
    ├── NotFound            the resource does not exist (404)
    ├── Invalid             the request is not valid (400); `fields` says where
    └── OtherClientError    any other 4xx
"""

import math
from collections.abc import Mapping
from typing import Any, Self


def _(message: str) -> str:
    """Marks a message for translation. The gateway does not depend on Django, so nothing is translated here."""
    return message


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Marks a message with a count for translation, in both its forms."""
    return singular, plural


class GatewayError(Exception):
    """Base class of all errors raised by the gateway; `str()` is English and safe to show.

    `message` is a template for gettext with %-style placeholders, filled from `parameters`. `outcome_unknown` is true
    for a write that may or may not have been done; `retry_key` is the key to resend it with. `api_message` is
    e-conomic's own message, unescaped.
    """

    MESSAGE = _("Something went wrong between us and e-conomic.")
    MESSAGE_OUTCOME_UNKNOWN = MESSAGE
    MESSAGE_WITH_DETAIL = MESSAGE

    def __init__(
        self,
        api_message: str = "",
        *,
        status: int | None = None,
        code: str = "",
        log_id: str = "",
        fields: Mapping[str, list[str]] | None = None,
        input_values: Mapping[str, list[Any]] | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        self.api_message = api_message
        self.status = status
        self.code = code
        self.log_id = log_id
        self.fields: Mapping[str, list[str]] = fields or {}
        self.input_values: Mapping[str, list[Any]] = input_values or {}
        self.outcome_unknown = outcome_unknown
        self.idempotency_key = ""
        super().__init__(api_message)

    @property
    def retry_key(self) -> str:
        """Returns the key to resend a write of unknown outcome with; "" if the outcome is known."""
        return self.idempotency_key if self.outcome_unknown else ""

    @property
    def message(self) -> str:
        """Returns the message for people, in English, with its placeholders."""
        if self.outcome_unknown:
            return self.MESSAGE_OUTCOME_UNKNOWN
        return self.MESSAGE_WITH_DETAIL if self.api_message else self.MESSAGE

    @property
    def message_plural(self) -> str:
        """Returns the plural of a message whose form depends on `count`; "" for other messages."""
        return ""

    @property
    def count(self) -> int:
        return 0

    @property
    def parameters(self) -> dict[str, str | int]:
        """Returns the values of the message's placeholders."""
        return {"api_message": self.api_message, "status": self.status or 0}

    def __str__(self) -> str:
        message = self.message_plural if self.message_plural and self.count != 1 else self.message
        return message % self.parameters


class Unreachable(GatewayError):
    """e-conomic gave no answer."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic did not answer.")
    MESSAGE_OUTCOME_UNKNOWN = _("e-conomic did not answer. We don't know whether the change was made.")


class CircuitOpen(Unreachable):
    """The circuit breaker is open after repeated failures: nothing was sent."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic is not answering. Nothing was sent.")


class UnexpectedResponse(GatewayError):
    """The response is not a valid one from e-conomic. `api_message` is for the log only."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("We could not read the response from e-conomic.")
    MESSAGE_OUTCOME_UNKNOWN = _(
        "We could not read the response from e-conomic. We don't know whether the change was made."
    )


class ServerError(GatewayError):
    """e-conomic answered with a server error (5xx)."""

    # Translators: the status is an HTTP status code, such as 500.
    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic has a technical problem (%(status)s).")
    MESSAGE_OUTCOME_UNKNOWN = _(
        "e-conomic has a technical problem (%(status)s). We don't know whether the change was made."
    )


class Rejected(GatewayError):
    """e-conomic refused the request (4xx): nothing was changed."""

    # Translators: the status is an HTTP status code, such as 405; api_message is e-conomic's own message.
    MESSAGE = _("e-conomic refused the request (%(status)s).")
    MESSAGE_WITH_DETAIL = _("e-conomic refused the request: %(api_message)s")


class RateLimited(Rejected):
    """Too many requests (429). `retry_after` is in seconds; None if e-conomic gives no time."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("Too many requests to e-conomic. Wait a moment, then try again.")
    MESSAGE_WITH_DELAY, MESSAGE_WITH_DELAY_PLURAL = ngettext(
        "Too many requests to e-conomic. Try again in %(seconds)s second.",
        "Too many requests to e-conomic. Try again in %(seconds)s seconds.",
    )

    retry_after: int | None = None

    @classmethod
    def for_seconds(cls, seconds: float) -> Self:
        """Returns the error of a call that was not made, since it would be refused for so many seconds."""
        error = cls(status=429)
        error.retry_after = math.ceil(seconds)
        return error

    @property
    def message(self) -> str:
        return self.MESSAGE if self.retry_after is None else self.MESSAGE_WITH_DELAY

    @property
    def message_plural(self) -> str:
        return "" if self.retry_after is None else self.MESSAGE_WITH_DELAY_PLURAL

    @property
    def count(self) -> int:
        return self.retry_after or 0

    @property
    def parameters(self) -> dict[str, str | int]:
        return super().parameters | {"seconds": self.retry_after or 0}


class Unauthorised(Rejected):
    """The tokens are not accepted, or the grant was revoked (401)."""

    MESSAGE = MESSAGE_WITH_DETAIL = MESSAGE_OUTCOME_UNKNOWN = _(
        "e-conomic does not accept the access tokens of this agreement. Contact an administrator."
    )


class Forbidden(Rejected):
    """The tokens do not allow this (403): the grant's role is too low, or the agreement lacks a module."""

    MESSAGE = MESSAGE_OUTCOME_UNKNOWN = _(
        "e-conomic does not allow this with the access tokens of this agreement. Contact an administrator."
    )
    MESSAGE_WITH_DETAIL = _("e-conomic does not allow this: %(api_message)s")


class NotFound(Rejected):
    """The resource does not exist, or no longer does (404)."""

    MESSAGE = _("We could not find this in e-conomic.")
    MESSAGE_WITH_DETAIL = _("We could not find this in e-conomic: %(api_message)s")


class Invalid(Rejected):
    """The request is not valid (400).

    `fields` maps paths (`paymentTerms`, `lines.8.product`) to e-conomic's messages; messages that belong to no field
    have the path "". A property inside an object comes with its own name only (`paymentTermsType`), except in lines.
    `input_values` has the refused value of each of these messages, None where e-conomic names none.
    """

    MESSAGE = _("e-conomic did not accept this.")
    MESSAGE_WITH_DETAIL = _("e-conomic did not accept this: %(api_message)s")


class OtherClientError(Rejected):
    """Any other 4xx."""
