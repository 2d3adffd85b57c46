"""What can go wrong between us and e-conomic, by cause.

GatewayError
├── Unreachable      no answer came: refused, timed out, no such host
│   └── Silent       none came lately, time and again: it was not even asked
├── Unreadable       an answer that is not what it should be: a redirect, HTML, half a document, a foreign link
├── Broken           e-conomic has a fault of its own (5xx)
└── Rejected         e-conomic understood the request and said no (4xx)
    ├── Throttled    too many requests (429); `retry_after` says when to come back
    ├── Unauthorised the tokens are not accepted (401)
    ├── Forbidden    the tokens do not reach this far (403)
    ├── Missing      there is no such thing (404)
    ├── Invalid      what was sent is not acceptable (400); `fields` says where
    └── Refused      any other 4xx
"""

from collections.abc import Mapping


def _(message: str) -> str:
    """Mark a sentence for translation. Nothing is translated here: the gateway knows no Django."""
    return message


class GatewayError(Exception):
    """Base of all failures that the gateway lets out; `str()` is English and safe to show.

    `sentence` is a template with %-style names for `parameters`, ready for gettext. `doubtful` means a
    write of which nobody knows whether it was done; `key` is that write's, to ask again with. `words` are
    e-conomic's own, as they came.
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
        outcome_unknown: bool = False,
    ) -> None:
        self.api_message = api_message
        self.status = status
        self.code = code
        self.log_id = log_id
        self.fields: Mapping[str, list[str]] = fields or {}
        self.outcome_unknown = outcome_unknown
        self.idempotency_key = ""
        super().__init__(api_message)

    @property
    def message(self) -> str:
        """The sentence for a person, in English, with its parameters still named."""
        if self.outcome_unknown:
            return self.MESSAGE_OUTCOME_UNKNOWN
        return self.MESSAGE_WITH_DETAIL if self.api_message else self.MESSAGE

    @property
    def parameters(self) -> dict[str, str | int]:
        """What the sentence names."""
        return {"words": self.api_message, "status": self.status or 0}

    def __str__(self) -> str:
        return self.message % self.parameters


class Unreachable(GatewayError):
    """e-conomic gave no answer."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic did not answer.")
    MESSAGE_OUTCOME_UNKNOWN = _("e-conomic did not answer. The change may or may not have been made.")


class CircuitOpen(Unreachable):
    """e-conomic did not answer, time and again, and is left alone for some seconds: nothing was sent."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic does not answer at present. Nothing was sent to it.")


class UnexpectedResponse(GatewayError):
    """Something answered, but not as e-conomic does. `words` are for the log, not for the page."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("The answer could not be understood as one of e-conomic's.")
    MESSAGE_OUTCOME_UNKNOWN = _(
        "The answer could not be understood as one of e-conomic's. The change may or may not have been made."
    )


class ServerError(GatewayError):
    """e-conomic has a fault of its own (5xx)."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic has a fault of its own just now (%(status)s).")
    MESSAGE_OUTCOME_UNKNOWN = _(
        "e-conomic has a fault of its own just now (%(status)s). The change may or may not have been made."
    )


class Rejected(GatewayError):
    """e-conomic understood the request and said no: nothing was changed."""

    MESSAGE = _("e-conomic said no (%(status)s).")
    MESSAGE_WITH_DETAIL = _("e-conomic said no: %(words)s")


class RateLimited(Rejected):
    """Too many requests (429). `retry_after` is in seconds; None where e-conomic does not say."""

    MESSAGE = MESSAGE_WITH_DETAIL = _("e-conomic asks us to wait before we ask again.")
    MESSAGE_WITH_DELAY = _("e-conomic asks us to wait %(seconds)s seconds before we ask again.")

    retry_after: int | None = None

    @property
    def message(self) -> str:
        return self.MESSAGE if self.retry_after is None else self.MESSAGE_WITH_DELAY

    @property
    def parameters(self) -> dict[str, str | int]:
        return super().parameters | {"seconds": self.retry_after or 0}


class Unauthorised(Rejected):
    """The tokens are not accepted, or the grant was taken back (401)."""

    MESSAGE = MESSAGE_WITH_DETAIL = MESSAGE_OUTCOME_UNKNOWN = _(
        "e-conomic does not accept the tokens of this agreement."
    )


class Forbidden(Rejected):
    """The tokens do not reach this far (403): the role of the grant, or a module that is missing."""

    MESSAGE = MESSAGE_OUTCOME_UNKNOWN = _("e-conomic does not allow this with the tokens of this agreement.")
    MESSAGE_WITH_DETAIL = _("e-conomic does not allow this: %(words)s")


class NotFound(Rejected):
    """There is no such thing, or no longer (404)."""

    MESSAGE = _("e-conomic does not have this.")
    MESSAGE_WITH_DETAIL = _("e-conomic does not have this: %(words)s")


class Invalid(Rejected):
    """What was sent is not acceptable (400).

    `fields` maps paths (`paymentTerms`, `lines.8.product`) to e-conomic's messages; those that belong to no
    field stand under "".
    """

    MESSAGE = _("e-conomic cannot accept this.")
    MESSAGE_WITH_DETAIL = _("e-conomic cannot accept this: %(words)s")


class OtherClientError(Rejected):
    """Any other 4xx."""
