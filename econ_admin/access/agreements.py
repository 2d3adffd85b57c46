"""Agreements: the one configured by the environment, and those added on the dashboard with a sealed grant token.

The row of the environment's is kept in sync with the API's address and the grant token.
"""

from collections.abc import Iterable
from hashlib import sha256
from itertools import count

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import get_resolver
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify

from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.access.sealing import open_sealed, seal
from econ_admin.gateway.tokens import Secret, Tokens

ENVIRONMENT_SLUGS = frozenset({"sandbox", "economic"})
MAX_SLUG_LENGTH = 40
MOST_WITH_PERSON = 15  # memberships that are read with a person; by chance as many as MOST_IN_SWITCHER
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def get_or_create_agreement() -> Agreement:
    """Returns the agreement of the environment, created or updated if needed. Raises LookupError if there is none."""
    if not settings.ECONOMIC.has_grant:
        raise LookupError("The environment has no grant token, so no agreement.")
    slug, name = get_slug_and_name()
    defaults = {"name": name, "fingerprint": _compute_fingerprint()}
    agreement, _ = Agreement.objects.get_or_create(slug=slug, defaults=defaults)
    before = agreement.fingerprint
    sync_agreement(agreement)
    if agreement.fingerprint != before:  # another process may have written the same change first
        Agreement.objects.filter(pk=agreement.pk, fingerprint=before).update(
            fingerprint=agreement.fingerprint, cache_id=agreement.cache_id
        )
    return agreement


def find_environment_agreement() -> Agreement | None:
    """Finds the agreement of the environment without writing; None if it has none, or was never started with it."""
    if not settings.ECONOMIC.has_grant:
        return None
    agreement = Agreement.objects.filter(slug=get_slug_and_name()[0]).first()
    return agreement and sync_agreement(agreement)


def get_slug_and_name() -> tuple[str, str]:
    """Returns the slug and the name of the environment's agreement."""
    return ("sandbox", "Sandbox") if settings.ECONOMIC.embedded else ("economic", "e-conomic")


def sync_agreement(agreement: Agreement) -> Agreement:
    """Returns the agreement, with a new cache id if the address or the environment's grant token changed, so old data
    is never shown.

    Does not save the row, since GET requests call it; `get_or_create_agreement` saves it at startup. The new id is
    derived from the old one and the fingerprint, so all processes and requests compute the same.
    """
    if agreement.is_added:
        return agreement
    fingerprint = _compute_fingerprint()
    if not constant_time_compare(agreement.fingerprint, fingerprint):
        agreement.cache_id = _next_cache_id(agreement.cache_id, fingerprint)
        agreement.fingerprint = fingerprint
    return agreement


def is_usable(agreement: Agreement) -> bool:
    """Tells whether this process can reach the agreement. A grant token goes to no address but the one it was added
    for."""
    if agreement.is_added:
        return agreement.removed_at is None and agreement.fingerprint == compute_address_fingerprint()
    return settings.ECONOMIC.has_grant and agreement.slug == get_slug_and_name()[0]


def list_memberships(person: Person, most: int | None = None) -> list[Membership]:
    """Returns the person's roles in usable agreements, by the agreements' names; at most so many, if that is said."""
    if person.all_memberships is not None:
        return [membership for membership in person.all_memberships if is_usable(membership.agreement)][:most]
    return _share_person(person, _select_usable_memberships(person).order_by("agreement__name", "pk")[:most])


def find_membership(person: Person, slug: str) -> Membership | None:
    """Finds the person's role in a usable agreement."""
    return next(iter(_share_person(person, _select_usable_memberships(person).filter(agreement__slug=slug))), None)


def has_role_somewhere(person: Person, role: Role) -> bool:
    """Tells whether the person has this role in an agreement, usable or not."""
    if person.all_memberships is not None:
        return any(membership.role == role for membership in person.all_memberships)
    return Membership.objects.filter(person=person, role=role).exists()


def read_person_with_memberships(pk: int) -> Person | None:
    """Reads a person and their memberships in one query; None for who has none. Of a person with many, none is kept."""
    memberships = Membership.objects.select_related("person", "agreement").filter(person=pk)
    first = list(memberships.order_by("agreement__name", "pk")[: MOST_WITH_PERSON + 1])
    if not first:
        return None
    person = first[0].person
    if len(first) <= MOST_WITH_PERSON:
        person.all_memberships = _share_person(person, first)
    return person


def _select_usable_memberships(person: Person) -> QuerySet[Membership]:
    """Selects by the same rule as `is_usable`."""
    added = Q(agreement__removed_at=None, agreement__fingerprint=compute_address_fingerprint())
    usable = added & ~Q(agreement__sealed_grant="")
    if settings.ECONOMIC.has_grant:
        usable |= Q(agreement__sealed_grant="", agreement__slug=get_slug_and_name()[0])
    return Membership.objects.select_related("agreement").filter(usable, person=person)


def _share_person(person: Person, memberships: Iterable[Membership]) -> list[Membership]:
    """Gives all of them the same person, so that nothing loads it again."""
    shared = list(memberships)
    for membership in shared:
        membership.person = person
    return shared


def may_add_agreements(person: Person) -> bool:
    """Tells whether the person may add agreements: an administrator of any; before there is one, anybody with no role.

    While there is no agreement, only `manage.py person` can have added that person.
    """
    if Membership.objects.filter(person=person).exists():
        return has_role_somewhere(person, Role.ADMIN)
    return not any(is_usable(agreement) for agreement in Agreement.objects.all())


def load_tokens(agreement: Agreement) -> Tokens:
    """Returns the tokens that the agreement's requests carry. Raises CannotOpen."""
    tokens: Tokens = settings.ECONOMIC.tokens
    if not agreement.is_added:
        return tokens
    return Tokens(tokens.app_secret, Secret(open_sealed(agreement.sealed_grant, get_context(agreement)).decode()))


def seal_grant(agreement: Agreement, grant: Secret) -> str:
    """Seals a grant token for the row of this agreement, which must have been saved."""
    return seal(grant.reveal().encode(), get_context(agreement))


def get_context(agreement: Agreement) -> str:
    """Names the row that a grant token is sealed for."""
    return f"agreement:{agreement.pk}"


def choose_slug(name: str) -> str:
    """Returns a slug that is neither taken nor the beginning of another page's URL."""
    base = slugify(name.translate(LETTERS))[:MAX_SLUG_LENGTH].strip("-") or "agreement"
    taken = set(Agreement.objects.values_list("slug", flat=True)) | ENVIRONMENT_SLUGS | _list_reserved_slugs()
    candidates = (_number_slug(base, number) for number in count(1))
    return next(slug for slug in candidates if slug not in taken)


def _number_slug(base: str, number: int) -> str:
    ending = "" if number == 1 else f"-{number}"
    return base[: MAX_SLUG_LENGTH - len(ending)].rstrip("-") + ending


def _list_reserved_slugs() -> set[str]:
    """Lists how the paths of other pages begin."""
    paths = {str(pattern.pattern) for pattern in get_resolver().url_patterns}
    included = {
        str(pattern.pattern)
        for resolver in get_resolver().url_patterns
        if not str(resolver.pattern)
        for pattern in getattr(resolver, "url_patterns", ())
    }
    return {path.partition("/")[0] for path in paths | included} | {settings.STATIC_URL.strip("/")}


def compute_address_fingerprint() -> str:
    """Identifies the address of e-conomic that an added agreement belongs to."""
    return sha256(f"econ_admin.access.agreements\n{settings.ECONOMIC.base_url}".encode()).hexdigest()


def _next_cache_id(cache_id: str, fingerprint: str) -> str:
    """Derives a cache id of the same length as a random one."""
    salt, key = "econ_admin.access.agreements.cache_id", settings.TOKEN_KEYS[0]
    return salted_hmac(salt, f"{cache_id}\n{fingerprint}", secret=key, algorithm="sha256").hexdigest()[:16]


def _compute_fingerprint() -> str:
    economic = settings.ECONOMIC
    identity = f"{economic.base_url}\n{economic.grant.reveal()}"
    key = settings.TOKEN_KEYS[0]
    return salted_hmac("econ_admin.access.agreements", identity, secret=key, algorithm="sha256").hexdigest()
