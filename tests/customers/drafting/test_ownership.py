"""Ownership of drafts: listing unsent drafts, taking over and discarding."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.drafting import ownership
from customers.drafting.header import change_header
from customers.drafting.revisions import DraftNotEditable
from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import WorkingDraft
from econ_admin.access.models import Agreement
from econ_admin.access.request import EconRequest
from tests.customers.drafting.conftest import add_chairs, send_acknowledged


def test_unsent_drafts_are_listed_for_everyone_in_the_agreement(
    accountant: EconRequest, colleague: EconRequest, working_draft: WorkingDraft
) -> None:
    assert list(ownership.list_unsent_drafts(accountant)) == [working_draft]
    assert [draft.person for draft in ownership.list_unsent_drafts(colleague)] == [accountant.user]


def test_sent_draft_is_not_listed(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    listed_before = list(ownership.list_unsent_drafts(accountant))
    send_acknowledged(accountant, add_chairs(accountant, working_draft))

    assert (listed_before, list(ownership.list_unsent_drafts(accountant))) == ([working_draft], [])


def test_drafts_of_another_agreement_are_not_found(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    accountant.agreement = Agreement.objects.create(slug="other", name="Other", fingerprint="x")

    assert list(ownership.list_unsent_drafts(accountant)) == []
    with pytest.raises(WorkingDraft.DoesNotExist):
        ownership.find_draft(accountant, working_draft.pk)


def test_colleague_can_take_over_and_edit_a_draft(
    accountant: EconRequest, colleague: EconRequest, working_draft: WorkingDraft
) -> None:
    ownership.take_over_draft(colleague, working_draft)

    assert change_header(colleague, working_draft, 9, {"notes.heading": "Tak"}).header.notes.heading == "Tak"
    with pytest.raises(DraftNotEditable) as error_info:
        change_header(accountant, working_draft, 9, {"notes.heading": "Hej"})
    assert error_info.value.draft.person == colleague.user


@pytest.mark.parametrize(
    ("state", "age", "may_take_over"),
    [
        (WorkingDraft.State.SENDING, timedelta(0), False),
        (WorkingDraft.State.SENDING, timedelta(minutes=5), False),
        (WorkingDraft.State.SENDING, RETRY_WINDOW, True),
        (WorkingDraft.State.IN_DOUBT, timedelta(minutes=5), False),
        (WorkingDraft.State.IN_DOUBT, RETRY_WINDOW, True),
        (WorkingDraft.State.SENT, RETRY_WINDOW, False),
    ],
)
def test_draft_whose_send_can_be_retried_is_not_taken_over(
    colleague: EconRequest, working_draft: WorkingDraft, state: WorkingDraft.State, age: timedelta, may_take_over: bool
) -> None:
    WorkingDraft.objects.filter(pk=working_draft.pk).update(state=state, key="1", attempted_at=timezone.now() - age)

    try:
        ownership.take_over_draft(colleague, working_draft)
    except DraftNotEditable:
        assert not may_take_over

    assert (ownership.find_draft(colleague, working_draft.pk).person == colleague.user) is may_take_over


def test_draft_can_be_discarded_only_by_its_owner(
    accountant: EconRequest, colleague: EconRequest, working_draft: WorkingDraft
) -> None:
    add_chairs(accountant, working_draft)

    with pytest.raises(DraftNotEditable):
        ownership.discard_draft(colleague, working_draft)
    ownership.discard_draft(accountant, working_draft)

    assert not WorkingDraft.objects.exists()
