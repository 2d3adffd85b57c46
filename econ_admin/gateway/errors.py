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


def _(sentence: str) -> str:
    """Mark a sentence for translation. Nothing is translated here: the gateway knows no Django."""
    return sentence


class GatewayError(Exception):
    """Base of all failures that the gateway lets out; `str()` is English and safe to show.

    `sentence` is a template with %-style names for `parameters`, ready for gettext. `doubtful` means a
    write of which nobody knows whether it was done; `key` is that write's, to ask again with. `words` are
    e-conomic's own, as they came.
    """

    SENTENCE = _("Something went wrong between us and e-conomic.")
    SENTENCE_IN_DOUBT = SENTENCE
    SENTENCE_WITH_WORDS = SENTENCE

    def __init__(
        self,
        words: str = "",
        *,
        status: int | None = None,
        code: str = "",
        log_id: str = "",
        fields: Mapping[str, list[str]] | None = None,
        doubtful: bool = False,
    ) -> None:
        self.words = words
        self.status = status
        self.code = code
        self.log_id = log_id
        self.fields: Mapping[str, list[str]] = fields or {}
        self.doubtful = doubtful
        self.key = ""
        super().__init__(words)

    @property
    def sentence(self) -> str:
        """The sentence for a person, in English, with its parameters still named."""
        if self.doubtful:
            return self.SENTENCE_IN_DOUBT
        return self.SENTENCE_WITH_WORDS if self.words else self.SENTENCE

    @property
    def parameters(self) -> dict[str, str | int]:
        """What the sentence names."""
        return {"words": self.words, "status": self.status or 0}

    def __str__(self) -> str:
        return self.sentence % self.parameters


class Unreachable(GatewayError):
    """e-conomic gave no answer."""

    SENTENCE = SENTENCE_WITH_WORDS = _("e-conomic did not answer.")
    SENTENCE_IN_DOUBT = _("e-conomic did not answer. The change may or may not have been made.")


class Silent(Unreachable):
    """e-conomic did not answer, time and again, and is left alone for some seconds: nothing was sent."""

    SENTENCE = SENTENCE_WITH_WORDS = _("e-conomic does not answer at present. Nothing was sent to it.")


class Unreadable(GatewayError):
    """Something answered, but not as e-conomic does. `words` are for the log, not for the page."""

    SENTENCE = SENTENCE_WITH_WORDS = _("The answer could not be understood as one of e-conomic's.")
    SENTENCE_IN_DOUBT = _(
        "The answer could not be understood as one of e-conomic's. The change may or may not have been made."
    )


class Broken(GatewayError):
    """e-conomic has a fault of its own (5xx)."""

    SENTENCE = SENTENCE_WITH_WORDS = _("e-conomic has a fault of its own just now (%(status)s).")
    SENTENCE_IN_DOUBT = _(
        "e-conomic has a fault of its own just now (%(status)s). The change may or may not have been made."
    )


class Rejected(GatewayError):
    """e-conomic understood the request and said no: nothing was changed."""

    SENTENCE = _("e-conomic said no (%(status)s).")
    SENTENCE_WITH_WORDS = _("e-conomic said no: %(words)s")


class Throttled(Rejected):
    """Too many requests (429). `retry_after` is in seconds; None where e-conomic does not say."""

    SENTENCE = SENTENCE_WITH_WORDS = _("e-conomic asks us to wait before we ask again.")
    SENTENCE_WITH_SECONDS = _("e-conomic asks us to wait %(seconds)s seconds before we ask again.")

    retry_after: int | None = None

    @property
    def sentence(self) -> str:
        return self.SENTENCE if self.retry_after is None else self.SENTENCE_WITH_SECONDS

    @property
    def parameters(self) -> dict[str, str | int]:
        return super().parameters | {"seconds": self.retry_after or 0}


class Unauthorised(Rejected):
    """The tokens are not accepted, or the grant was taken back (401)."""

    SENTENCE = SENTENCE_WITH_WORDS = SENTENCE_IN_DOUBT = _("e-conomic does not accept the tokens of this agreement.")


class Forbidden(Rejected):
    """The tokens do not reach this far (403): the role of the grant, or a module that is missing."""

    SENTENCE = SENTENCE_IN_DOUBT = _("e-conomic does not allow this with the tokens of this agreement.")
    SENTENCE_WITH_WORDS = _("e-conomic does not allow this: %(words)s")


class Missing(Rejected):
    """There is no such thing, or no longer (404)."""

    SENTENCE = _("e-conomic does not have this.")
    SENTENCE_WITH_WORDS = _("e-conomic does not have this: %(words)s")


class Invalid(Rejected):
    """What was sent is not acceptable (400).

    `fields` maps paths (`paymentTerms`, `lines.8.product`) to e-conomic's messages; those that belong to no
    field stand under "".
    """

    SENTENCE = _("e-conomic cannot accept this.")
    SENTENCE_WITH_WORDS = _("e-conomic cannot accept this: %(words)s")


class Refused(Rejected):
    """Any other 4xx."""
