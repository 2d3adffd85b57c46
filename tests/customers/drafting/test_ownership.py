"""Whose sheet it is: unsent ones are listed, and a colleague takes one over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.drafting import ownership
from customers.drafting.header import change_header
from customers.drafting.revisions import DraftNotEditable
from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import WorkingDraft
from econ_admin.access.models import Agreement
from econ_admin.http import EconRequest
from tests.customers.drafting.conftest import chairs, send_all_the_same


def test_unsent_sheets_are_listed_for_all_in_the_agreement(
    accountant: EconRequest, colleague: EconRequest, sheet: WorkingDraft
) -> None:
    assert list(ownership.list_unsent_drafts(accountant)) == [sheet]
    assert [each.person for each in ownership.list_unsent_drafts(colleague)] == [accountant.user]


def test_a_sheet_that_is_sent_is_not_listed(accountant: EconRequest, sheet: WorkingDraft) -> None:
    send_all_the_same(accountant, chairs(accountant, sheet))

    assert list(ownership.list_unsent_drafts(accountant)) == []


def test_the_sheets_of_another_agreement_are_not_there(accountant: EconRequest, sheet: WorkingDraft) -> None:
    accountant.agreement = Agreement.objects.create(slug="other", name="Other", fingerprint="x")

    assert list(ownership.list_unsent_drafts(accountant)) == []
    with pytest.raises(WorkingDraft.DoesNotExist):
        ownership.find_draft(accountant, sheet.pk)


def test_a_colleague_takes_it_over_and_goes_on(
    accountant: EconRequest, colleague: EconRequest, sheet: WorkingDraft
) -> None:
    ownership.take_over_draft(colleague, sheet)

    assert change_header(colleague, sheet, 9, {"notes.heading": "Tak"}).header.notes.heading == "Tak"
    with pytest.raises(DraftNotEditable) as mine:
        change_header(accountant, sheet, 9, {"notes.heading": "Hej"})
    assert mine.value.draft.person == colleague.user


@pytest.mark.parametrize(
    ("state", "age", "taken"),
    [
        (WorkingDraft.State.SENDING, timedelta(0), False),
        (WorkingDraft.State.SENDING, timedelta(minutes=5), False),
        (WorkingDraft.State.SENDING, RETRY_WINDOW, True),
        (WorkingDraft.State.IN_DOUBT, timedelta(minutes=5), False),
        (WorkingDraft.State.IN_DOUBT, RETRY_WINDOW, True),
        (WorkingDraft.State.SENT, RETRY_WINDOW, False),
    ],
)
def test_one_that_may_still_be_asked_again_is_not_taken_over(
    colleague: EconRequest, sheet: WorkingDraft, state: WorkingDraft.State, age: timedelta, taken: bool
) -> None:
    WorkingDraft.objects.filter(pk=sheet.pk).update(state=state, key="1", attempted_at=timezone.now() - age)

    try:
        ownership.take_over_draft(colleague, sheet)
    except DraftNotEditable:
        assert not taken

    assert (ownership.find_draft(colleague, sheet.pk).person == colleague.user) is taken


def test_a_sheet_can_be_thrown_away_by_whose_it_is(
    accountant: EconRequest, colleague: EconRequest, sheet: WorkingDraft
) -> None:
    chairs(accountant, sheet)

    with pytest.raises(DraftNotEditable):
        ownership.discard_draft(colleague, sheet)
    ownership.discard_draft(accountant, sheet)

    assert not WorkingDraft.objects.exists()
