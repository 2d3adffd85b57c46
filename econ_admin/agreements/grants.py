"""Checks a grant token with e-conomic, and says in a sentence why it cannot be used."""

from django.utils.translation import gettext as _

from econ_admin.access.agreements import compute_address_fingerprint, find_environment_agreement
from econ_admin.access.models import Agreement, Person
from econ_admin.connection import CheckedGrant, check_grant, connect
from econ_admin.gateway import GatewayError, Secret
from econ_admin.gateway.errors import Forbidden, NotFound, Unauthorised
from econ_admin.http import translate


class GrantRefused(Exception):
    """The token cannot be used; `str()` says why, in the person's language."""


def check_new_grant(grant: Secret, person: Person) -> CheckedGrant:
    """Returns the agreement of a token that none of ours has yet. Raises GrantRefused."""
    checked = _check(grant)
    if find_agreement(checked.number) or checked.number == _find_environment_number(person):
        raise GrantRefused(
            _(
                "This agreement has already been added. "
                "One of its administrators can replace its token, or give you a role."
            )
        )
    return checked


def check_replacement(grant: Secret, agreement: Agreement) -> CheckedGrant:
    """Returns the agreement of a token that is to replace the one of `agreement`. Raises GrantRefused."""
    checked = _check(grant)
    if checked.number != agreement.number:
        message = _("This token belongs to another agreement: %(name)s, number %(number)s.")
        raise GrantRefused(message % {"name": checked.name, "number": checked.number})
    return checked


def find_agreement(number: int) -> Agreement | None:
    """Finds the agreement that was added under e-conomic's number, unless it was removed."""
    agreements = Agreement.objects.filter(number=number, fingerprint=compute_address_fingerprint(), removed_at=None)
    return agreements.exclude(sealed_grant="").first()


def explain_refusal(error: GatewayError) -> str:
    """Says what the failure of the check means for the token."""
    if isinstance(error, Unauthorised):
        return _(
            "e-conomic does not accept this token. Check that you copied all of it, and that it was made for our app."
        )
    if isinstance(error, Forbidden):
        return _("e-conomic does not let this token read its own agreement: %(reason)s") % {"reason": translate(error)}
    if isinstance(error, NotFound):
        return _("e-conomic knows no agreement of this token.")
    return _("The token could not be checked, so nothing was saved. %(reason)s") % {"reason": translate(error)}


def _check(grant: Secret) -> CheckedGrant:
    try:
        return check_grant(grant)
    except GatewayError as error:
        raise GrantRefused(explain_refusal(error)) from error
    except ValueError as error:
        raise GrantRefused(
            _("A token consists of letters, digits and signs, without spaces or line breaks.")
        ) from error


def _find_environment_number(person: Person) -> int | None:
    """Asks for the number of the environment's agreement; None if there is none, or e-conomic refuses its token."""
    agreement = find_environment_agreement()
    if agreement is None:
        return None
    try:
        return connect(agreement, person).agreement.get().agreement_number
    except Unauthorised:
        return None
    except GatewayError as error:
        raise GrantRefused(explain_refusal(error)) from error
