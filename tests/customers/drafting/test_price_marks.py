"""Marks of prices and discounts that e-conomic changed."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from customers.drafting.draft_json import change_record_json
from customers.drafting.lines import add_line, change_line
from customers.drafting.price_marks import mark_seen
from customers.drafting.revisions import DraftNotEditable
from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.request import EconRequest
from tests.customers.drafting.conftest import DISCOUNT_STEP, GLOVES, MakeRequest
from tests.customers.page_reader import get_html, get_text

CHEAP = Decimal("1.25")


@pytest.fixture
def changed_line(accountant: EconRequest, working_draft: WorkingDraft) -> WorkingDraftLine:
    """A line of which the new quantity changed both price and discount."""
    added = add_line(accountant, working_draft, GLOVES, Decimal(1))
    added.line.wire = change_record_json(added.line.content, {"unit_net_price": CHEAP})
    added.line.save()
    change = {"quantity": Decimal(DISCOUNT_STEP)}
    return change_line(accountant, working_draft, added.line.pk, added.draft.revision, change).line


def change(request: EconRequest, line: WorkingDraftLine, **changes: object) -> dict[str, str]:
    """Change the line; returns its marks."""
    draft = WorkingDraft.objects.get()
    marks: dict[str, str] = change_line(request, draft, line.pk, draft.revision, changes).line.was
    return marks


def test_each_changed_figure_is_marked(changed_line: WorkingDraftLine) -> None:
    assert changed_line.was == {"unit_net_price": "1.25", "discount_percentage": "0.00"}


def test_marks_survive_other_changes_of_the_line(accountant: EconRequest, changed_line: WorkingDraftLine) -> None:
    assert change(accountant, changed_line, description="Gloves") == changed_line.was


def test_mark_goes_when_its_figure_is_typed_over(accountant: EconRequest, changed_line: WorkingDraftLine) -> None:
    marks = change(accountant, changed_line, unit_net_price=Decimal(9))

    assert marks == {"discount_percentage": "0.00"}


def test_marks_go_with_the_product(accountant: EconRequest, changed_line: WorkingDraftLine) -> None:
    assert change(accountant, changed_line, product="1010") == {}


def test_figure_that_is_back_at_its_value_loses_its_mark(
    accountant: EconRequest, changed_line: WorkingDraftLine
) -> None:
    marks = change(accountant, changed_line, quantity=Decimal(1))

    assert marks == {"unit_net_price": "1.25"}


def test_looking_at_a_figure_removes_its_mark_alone(accountant: EconRequest, changed_line: WorkingDraftLine) -> None:
    draft = WorkingDraft.objects.get()

    mark_seen(accountant, draft, changed_line.pk, "unit_net_price")

    changed_line.refresh_from_db()
    assert changed_line.was == {"discount_percentage": "0.00"}
    assert WorkingDraft.objects.get().revision == draft.revision


def test_only_the_owner_removes_a_mark(make_request: MakeRequest, changed_line: WorkingDraftLine) -> None:
    with pytest.raises(DraftNotEditable):
        mark_seen(make_request("admin"), WorkingDraft.objects.get(), changed_line.pk, "unit_net_price")

    changed_line.refresh_from_db()
    assert "unit_net_price" in changed_line.was


def test_marks_are_shown_in_their_cells(
    sign_in: Callable[..., Client], accountant: EconRequest, changed_line: WorkingDraftLine
) -> None:
    page = get_html(sign_in("accountant").get(f"/sandbox/unsent/{WorkingDraft.objects.get().pk}/"))

    for name, text in {"unit_net_price": "Was 1,25", "discount_percentage": "Was 0"}.items():
        cell = re.search(rf'<td [^>]*data-cell="{name}".*?</td>', page, re.DOTALL)
        assert cell
        assert get_text(cell[0]) == text
