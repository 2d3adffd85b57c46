"""Draft invoices."""

from collections.abc import Iterator, Sequence

from econ_admin.gateway import paging
from econ_admin.gateway.json_codec import Document, IgnoredBody
from econ_admin.gateway.paging import Page
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.pdf import Pdf
from econ_admin.gateway.query import Filter
from econ_admin.gateway.records import DraftInvoice, ListedDraft
from econ_admin.gateway.transport import Transport

COLLECTION = ResourcePath("drafts", "invoices/drafts")


class Drafts:
    """Draft invoices. e-conomic's DELETE of all drafts at once has no method here, on purpose."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[ListedDraft]:
        """Returns one page of drafts without lines; `page` counts from 0, `size` is at most 1000."""
        return paging.fetch_page(self._transport, COLLECTION, ListedDraft, filter, sort, page, size)

    def walk(self, filter: Filter | None = None, sort: Sequence[str] = ()) -> Iterator[ListedDraft]:
        """Yields all of them, fetched 1000 at a time as needed."""
        return paging.walk_items(self._transport, COLLECTION, ListedDraft, filter, sort)

    def of(
        self, customer: int, filter: Filter | None = None, sort: Sequence[str] = (), page: int = 0, size: int = 20
    ) -> Page[ListedDraft]:
        """Returns one page of a customer's drafts."""
        resource = ResourcePath("drafts", f"customers/{customer}/invoices/drafts")
        return paging.fetch_page(self._transport, resource, ListedDraft, filter, sort, page, size)

    def get(self, draft: int) -> DraftInvoice:
        return self._transport.get(COLLECTION.item(draft), DraftInvoice)

    def add(self, document: Document) -> DraftInvoice:
        return self._transport.post(COLLECTION, document, DraftInvoice)

    def replace(self, draft: int, document: Document, before: DraftInvoice | None = None) -> DraftInvoice:
        """Replaces the whole draft, including its lines."""
        return self._transport.put(COLLECTION.item(draft), document, DraftInvoice, before.raw if before else b"")

    def remove(self, draft: int, before: DraftInvoice | None = None) -> None:
        self._transport.delete(COLLECTION.item(draft), before.raw if before else b"")

    def add_lines(self, draft: int, lines: Sequence[Document]) -> None:
        """Appends lines. The response is not documented: get the draft to see the result."""
        resource = COLLECTION.item(draft)
        self._transport.post(
            ResourcePath(resource.noun, f"{resource.path}/lines", resource.number), {"lines": list(lines)}, IgnoredBody
        )

    def pdf(self, draft: int) -> Pdf:
        """Opens the PDF, to be iterated over once and closed."""
        return Pdf.open(self._transport, COLLECTION.item(draft))
