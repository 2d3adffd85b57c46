"""A list whose columns, page size and views each person chooses: of customers, drafts or booked invoices."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from customers.shared.list_query import DEFAULT_PAGE_SIZE, ListForm
from customers.shared.table import LazyText, TableColumn
from econ_admin.access.request import EconRequest, url_for


@dataclass(frozen=True)
class ListKind:
    """What the lists of one kind have in common. Saved preferences and views belong to the `key`."""

    key: str
    name: LazyText
    view: str
    """The list of the whole agreement, as the name of its URL."""
    form_class: Callable[..., ListForm]
    columns: Sequence[Any]
    """The columns to choose from, in display order; number and name are always shown."""
    default_columns: Collection[str]
    customer_view: str = ""
    """The list of one customer; "" if there is none."""

    def select_columns(self, keys: Collection[str] | None) -> list[Any]:
        """Returns the columns with these keys, or the default ones. Unknown keys are ignored."""
        selected_keys = self.default_columns if keys is None else keys
        return [column for column in self.columns if column.key in selected_keys]

    def get_url(self, request: EconRequest, customer: int | None = None) -> str:
        """Returns the URL of the list, or of one customer's."""
        if customer and self.customer_view:
            return url_for(request, self.customer_view, customer)
        return url_for(request, self.view)

    def read_query(
        self, request: EconRequest, query: str, default_size: int = DEFAULT_PAGE_SIZE, customer: int | None = None
    ) -> ListForm:
        """Reads a query of the list, or of one customer's. Anything in it that is not such a query is dropped."""
        of_customer = {"customer_number": customer} if customer else {}
        return self.form_class(QueryDict(query), self.get_url(request, customer), default_size, **of_customer)


def list_column_options(kind: ListKind, selected: Sequence[TableColumn]) -> list[tuple[TableColumn, bool]]:
    """Lists the columns to choose from, and whether each is chosen."""
    selected_keys = {column.key for column in selected}
    return [(column, column.key in selected_keys) for column in kind.columns]
