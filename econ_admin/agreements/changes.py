"""Adds, changes and removes agreements in our database. e-conomic is asked before, never meanwhile."""

import logging

from django.db import IntegrityError, models, transaction
from django.db.models import ManyToOneRel
from django.utils import timezone

from econ_admin.access.agreements import choose_slug, compute_address_fingerprint, seal_grant
from econ_admin.access.models import Agreement, Membership, Person, new_cache_id
from econ_admin.access.roles import Role
from econ_admin.connection import CheckedGrant, forget_agreement
from econ_admin.gateway import Secret

TRAIL = "trail"  # the app whose rows are kept

logger = logging.getLogger(__name__)


class AlreadyAdded(Exception):
    """Somebody else added the same agreement a moment ago."""


def add_agreement(person: Person, grant: Secret, checked: CheckedGrant) -> Agreement:
    """Adds an agreement, with this person as its administrator; one that was removed comes back with its audit trail.

    Raises AlreadyAdded.
    """
    try:
        with transaction.atomic():
            agreement = _get_or_create_row(checked)
            _store_grant(agreement, grant, checked)
            Membership.objects.update_or_create(person=person, agreement=agreement, defaults={"role": Role.ADMIN})
    except IntegrityError as error:
        raise AlreadyAdded from error
    logger.info("agreement %s was added by person %s", agreement.slug, person.pk)
    return agreement


def replace_grant(agreement: Agreement, person: Person, grant: Secret, checked: CheckedGrant) -> None:
    """Replaces the token. What was cached with the old one is deleted."""
    old_cache_id = agreement.cache_id
    with transaction.atomic():
        _store_grant(agreement, grant, checked)
    forget_agreement(old_cache_id)
    logger.info("the grant token of agreement %s was replaced by person %s", agreement.slug, person.pk)


def remove_agreement(agreement: Agreement, person: Person) -> None:
    """Deletes the token, all roles, and everything of ours but the audit trail, which refers to the row that stays."""
    with transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(sealed_grant="", removed_at=timezone.now())
        for model, field in list_own_columns():
            model._base_manager.filter(**{field: agreement.pk}).delete()
    forget_agreement(agreement.cache_id)
    logger.info("agreement %s was removed by person %s", agreement.slug, person.pk)


def list_own_columns() -> list[tuple[type[models.Model], str]]:
    """Lists the tables with rows of an agreement that are not of the audit trail, and the column that refers to it."""
    relations = [field for field in Agreement._meta.get_fields(include_hidden=True) if isinstance(field, ManyToOneRel)]
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.related_model._meta.app_label != TRAIL
    ]


def _get_or_create_row(checked: CheckedGrant) -> Agreement:
    """Returns a new row, or the one of a removed agreement, locked: of two who add it only the first may.

    Raises AlreadyAdded.
    """
    fingerprint = compute_address_fingerprint()
    row = Agreement.objects.select_for_update().filter(number=checked.number, fingerprint=fingerprint).first()
    if row and row.is_added and row.removed_at is None:
        raise AlreadyAdded
    name = checked.name[:200] or str(checked.number)
    return row or Agreement.objects.create(
        slug=choose_slug(name), name=name, number=checked.number, fingerprint=fingerprint
    )


def _store_grant(agreement: Agreement, grant: Secret, checked: CheckedGrant) -> None:
    """Stores the token under a new cache id: what e-conomic refused before says nothing about it."""
    agreement.sealed_grant, agreement.cache_id = seal_grant(agreement, grant), new_cache_id()
    agreement.base_currency, agreement.removed_at = checked.base_currency[:3], None
    agreement.save(update_fields=["sealed_grant", "cache_id", "base_currency", "removed_at"])
