"""Builds list responses: paging, the envelope, and errors in list parameters."""

from collections.abc import Callable

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.error_responses import ApiError
from econ_admin.sandbox.filter_sql import MATCH_ALL, Condition, build_condition
from econ_admin.sandbox.filters import FilterError, parse_filter
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.request import ApiRequest, ApiResponse
from econ_admin.sandbox.sorting import SortError, SortTerm, parse_sort

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 1000
MAX_SKIP_PAGES = 10**9  # no collection has more pages

FILTER_HINT = (
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
SORT_HINT = (
    "Sorting on collections can be done using the querystring parameter 'sort'. "
    "Properties are separated by commas; a minus sign before one sorts it descending, a tilde alphabetically: "
    "sort=-name,~customerNumber."
)
NO_RESULTS_HINT = "Pagination links are suppressed when there are no results."

Serializer = Callable[[Document, LinkBuilder], Document]


def build_list_response(
    request: ApiRequest,
    collection: Collection,
    serialize: Serializer,
    scope: Condition = MATCH_ALL,
    create_description: str = "",
) -> ApiResponse:
    """Returns a page of a collection. `create_description` describes its create action, if it has one."""
    skip_pages, page_size = _parse_skip_pages(request), _parse_page_size(request)
    condition, sort_terms = parse_filter_condition(request, collection), _parse_sort_terms(request, collection)
    page = request.repository.load_page(
        collection.noun, condition, sort_terms, page_size, skip_pages * page_size, scope
    )
    last_page = (page.match_count - 1) // page_size
    pagination: Document = {
        "skipPages": skip_pages,
        "pageSize": page_size,
        "maxPageSizeAllowed": MAX_PAGE_SIZE,
        "results": page.match_count,
        "resultsWithoutFilter": page.total_count,
    }
    pagination |= (
        _build_page_links(request, skip_pages, page_size, last_page)
        if page.match_count
        else {"developerHint": NO_RESULTS_HINT}
    )
    url = request.links.build_page_url(request.path)
    create_action = {"create": {"description": create_description, "href": url, "httpMethod": "post"}}
    return ApiResponse(
        200,
        {
            "collection": [serialize(document, request.links) for document in page.documents],
            "pagination": pagination,
            **({"metaData": create_action} if create_description else {}),
            "self": url,
        },
    )


def _build_page_links(request: ApiRequest, skip_pages: int, page_size: int, last_page: int) -> Document:
    """Returns links to other pages; past the end, only to the first and the last page."""
    page_numbers = {"firstPage": 0, "previousPage": skip_pages - 1, "nextPage": skip_pages + 1, "lastPage": last_page}
    if skip_pages == 0 or skip_pages > last_page:
        del page_numbers["previousPage"]
    if skip_pages >= last_page:
        del page_numbers["nextPage"]
    return {
        name: request.links.build_page_url(request.path, skippages=page_number, pagesize=page_size)
        for name, page_number in page_numbers.items()
    }


def _parse_page_size(request: ApiRequest) -> int:
    value = request.parameters.get("pagesize")
    if value is None:
        return DEFAULT_PAGE_SIZE
    if value.isascii() and value.isdecimal() and len(value) <= len(str(MAX_PAGE_SIZE)):
        page_size = int(value)
        if 1 <= page_size <= MAX_PAGE_SIZE:
            return page_size
    message = f"pagesize must be a positive whole number between 1 and {MAX_PAGE_SIZE}"
    raise ApiError(400, message, "Correct the querystring parameter 'pagesize'.", "E04810")


def _parse_skip_pages(request: ApiRequest) -> int:
    value = request.parameters.get("skippages")
    if value is None:
        return 0
    if value.isascii() and value.isdecimal() and len(value) <= len(str(MAX_SKIP_PAGES)):
        return min(int(value), MAX_SKIP_PAGES)
    message = "skippages must be a whole number, zero or more"
    raise ApiError(400, message, "Correct the querystring parameter 'skippages'.", "E04810")


def parse_filter_condition(request: ApiRequest, collection: Collection) -> Condition:
    """Parses the filter parameter. Raises ApiError if it is invalid."""
    text = request.parameters.get("filter")
    if not text:
        return MATCH_ALL
    try:
        return build_condition(parse_filter(text, collection), collection)
    except FilterError as error:
        allowed_fields = [field.name for field in collection.fields if field.filterable]
        raise ApiError(
            400,
            "Could not parse query string filter.",
            FILTER_HINT,
            errors=[str(error)],
            after_time={"allowedFilteringFields": allowed_fields},
        ) from error


def _parse_sort_terms(request: ApiRequest, collection: Collection) -> list[SortTerm]:
    key_field = collection.find_field(collection.key_field)
    try:
        sort_terms = parse_sort(request.parameters.get("sort") or "", collection)
        # Collections with text keys are sorted by key.
        return sort_terms or ([SortTerm(key_field)] if key_field and collection.keyed_by_text else [])
    except SortError as error:
        raise ApiError(400, "Could not parse query string sort parameter", SORT_HINT, errors=[str(error)]) from error
