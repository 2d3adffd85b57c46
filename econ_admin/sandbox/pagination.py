"""Collections on the wire: paging, the envelope around the documents, and refused parameters."""

from collections.abc import Callable

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.error_responses import Refusal
from econ_admin.sandbox.filter_sql import EVERYTHING, Condition, condition
from econ_admin.sandbox.filters import FilterError, read
from econ_admin.sandbox.links import Links
from econ_admin.sandbox.request import Call, Reply
from econ_admin.sandbox.sorting import Order, SortError, sorted_by

SIZE = 20
LARGEST_SIZE = 1000
FURTHEST = 10**9  # pages that may be skipped: beyond this nothing stands

FILTERING = (
    "Filtering on collections can be done using the querystring parameter 'filter'. "
    "A filter is built of a property, an operator and a value: filter=name$eq:Joe. "
    "Operators: $eq: $ne: $gt: $gte: $lt: $lte: $like: $in: $nin:. "
    "Predicates are joined by $and: and $or:, and grouped by parentheses: "
    "filter=name$like:*Joe$and:(city$like:*port$or:age$lt:40). "
    "$in: and $nin: take up to 200 values in brackets: filter=customerNumber$in:[2,5,7]. "
    "$null: stands for no value: filter=name$eq:$null:. "
    "* is a wildcard in $like:; without it the text is found anywhere. "
    "Special characters are escaped with a dollar sign: $ by $$, ( by $(, ) by $), * by $*, comma by $,."
)
SORTING = (
    "Sorting on collections can be done using the querystring parameter 'sort'. "
    "Properties are separated by commas; a minus sign before one sorts it descending, a tilde alphabetically: "
    "sort=-name,~customerNumber."
)
SUPPRESSED = "Pagination links are suppressed when there are no results."

Shown = Callable[[Document, Links], Document]


def listing(
    call: Call, collection: Collection, shown: Shown, within: Condition = EVERYTHING, create: str = ""
) -> Reply:
    """A page of what of a collection stands here; `create` is what the server says of creating another, if it does."""
    skip, size = _skipped(call), _size(call)
    narrowed, orders = filtered(call, collection), _sort(call, collection)
    page = call.books.page(collection.noun, narrowed, orders, size, skip * size, within)
    last = (page.found - 1) // size
    pagination: Document = {
        "skipPages": skip,
        "pageSize": size,
        "maxPageSizeAllowed": LARGEST_SIZE,
        "results": page.found,
        "resultsWithoutFilter": page.whole,
    }
    pagination |= _pages(call, skip, size, last) if page.found else {"developerHint": SUPPRESSED}
    address = call.links.listing(call.path)
    made = {"create": {"description": create, "href": address, "httpMethod": "post"}}
    return Reply(
        200,
        {
            "collection": [shown(document, call.links) for document in page.documents],
            "pagination": pagination,
            **({"metaData": made} if create else {}),
            "self": address,
        },
    )


def _pages(call: Call, skip: int, size: int, last: int) -> Document:
    """The links to other pages; past the end only to the first and the last."""
    wanted = {"firstPage": 0, "previousPage": skip - 1, "nextPage": skip + 1, "lastPage": last}
    if skip == 0 or skip > last:
        del wanted["previousPage"]
    if skip >= last:
        del wanted["nextPage"]
    return {
        name: call.links.listing(call.path, skippages=page_number, pagesize=size)
        for name, page_number in wanted.items()
    }


def _size(call: Call) -> int:
    given = call.parameters.get("pagesize")
    if given is None:
        return SIZE
    if given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST_SIZE)):
        size = int(given)
        if 1 <= size <= LARGEST_SIZE:
            return size
    message = f"pagesize must be a positive whole number between 1 and {LARGEST_SIZE}"
    raise Refusal(400, message, "Correct the querystring parameter 'pagesize'.", "E04810")


def _skipped(call: Call) -> int:
    given = call.parameters.get("skippages")
    if given is None:
        return 0
    if given.isascii() and given.isdecimal() and len(given) <= len(str(FURTHEST)):
        return min(int(given), FURTHEST)
    message = "skippages must be a whole number, zero or more"
    raise Refusal(400, message, "Correct the querystring parameter 'skippages'.", "E04810")


def filtered(call: Call, collection: Collection) -> Condition:
    """What the filter parameter asks for. Raises the refusal of one that cannot be understood."""
    given = call.parameters.get("filter")
    if not given:
        return EVERYTHING
    try:
        return condition(read(given, collection), collection)
    except FilterError as error:
        allowed = [field.name for field in collection.fields if field.filterable]
        raise Refusal(
            400,
            "Could not parse query string filter.",
            FILTERING,
            errors=[str(error)],
            extra={"allowedFilteringFields": allowed},
        ) from error


def _sort(call: Call, collection: Collection) -> list[Order]:
    number = collection.field(collection.number)
    try:
        orders = sorted_by(call.parameters.get("sort") or "", collection)
        # Numbers that are texts come in the order that texts have.
        return orders or ([Order(number)] if number and collection.keyed_by_text else [])
    except SortError as error:
        raise Refusal(400, "Could not parse query string sort parameter", SORTING, errors=[str(error)]) from error
