"""Whose sheet it is: unsent ones are listed, and a colleague takes one over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.drafting import ownership
from customers.drafting.header import change_head
from customers.drafting.revisions import NotOpen
from customers.editing.unresolved_writes import SAFE_FOR
from customers.models import Sheet
from econ_admin.access.models import Agreement
from econ_admin.http import EconRequest
from tests.customers.drafting.conftest import chairs, send_all_the_same


def test_unsent_sheets_are_listed_for_all_in_the_agreement(
    accountant: EconRequest, colleague: EconRequest, sheet: Sheet
) -> None:
    assert list(ownership.unsent(accountant)) == [sheet]
    assert [each.person for each in ownership.unsent(colleague)] == [accountant.user]


def test_a_sheet_that_is_sent_is_not_listed(accountant: EconRequest, sheet: Sheet) -> None:
    send_all_the_same(accountant, chairs(accountant, sheet))

    assert list(ownership.unsent(accountant)) == []


def test_the_sheets_of_another_agreement_are_not_there(accountant: EconRequest, sheet: Sheet) -> None:
    accountant.agreement = Agreement.objects.create(slug="other", name="Other", fingerprint="x")

    assert list(ownership.unsent(accountant)) == []
    with pytest.raises(Sheet.DoesNotExist):
        ownership.find(accountant, sheet.pk)


def test_a_colleague_takes_it_over_and_goes_on(accountant: EconRequest, colleague: EconRequest, sheet: Sheet) -> None:
    ownership.take_over(colleague, sheet)

    assert change_head(colleague, sheet, 9, {"notes.heading": "Tak"}).head.notes.heading == "Tak"
    with pytest.raises(NotOpen) as mine:
        change_head(accountant, sheet, 9, {"notes.heading": "Hej"})
    assert mine.value.sheet.person == colleague.user


@pytest.mark.parametrize(
    ("state", "age", "taken"),
    [
        (Sheet.State.SENDING, timedelta(0), False),
        (Sheet.State.SENDING, timedelta(minutes=5), False),
        (Sheet.State.SENDING, SAFE_FOR, True),
        (Sheet.State.IN_DOUBT, timedelta(minutes=5), False),
        (Sheet.State.IN_DOUBT, SAFE_FOR, True),
        (Sheet.State.SENT, SAFE_FOR, False),
    ],
)
def test_one_that_may_still_be_asked_again_is_not_taken_over(
    colleague: EconRequest, sheet: Sheet, state: Sheet.State, age: timedelta, taken: bool
) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(state=state, key="1", attempted_at=timezone.now() - age)

    try:
        ownership.take_over(colleague, sheet)
    except NotOpen:
        assert not taken

    assert (ownership.find(colleague, sheet.pk).person == colleague.user) is taken


def test_a_sheet_can_be_thrown_away_by_whose_it_is(
    accountant: EconRequest, colleague: EconRequest, sheet: Sheet
) -> None:
    chairs(accountant, sheet)

    with pytest.raises(NotOpen):
        ownership.throw_away(colleague, sheet)
    ownership.throw_away(accountant, sheet)

    assert not Sheet.objects.exists()
