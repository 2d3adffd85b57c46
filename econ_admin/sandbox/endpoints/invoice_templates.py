"""Templates for drafts: an invoice without lines, and a line for each product."""

from decimal import Decimal, InvalidOperation

from econ_admin.sandbox.collections import Collection, Document, Field
from econ_admin.sandbox.drafting.header import get_exchange_rate
from econ_admin.sandbox.drafting.lines import build_priced_line, get_vat_rate
from econ_admin.sandbox.due_dates import calculate_due_date
from econ_admin.sandbox.endpoints import customer_serializers, product_serializers
from econ_admin.sandbox.endpoints.invoice_serializers import serialize_contact_reference
from econ_admin.sandbox.endpoints.product_serializers import COLLECTION as PRODUCTS
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.error_responses import FieldError, validation_error
from econ_admin.sandbox.invoice_math import round_amount
from econ_admin.sandbox.links import LinkBuilder, decode_key, encode_key
from econ_admin.sandbox.pagination import build_list_response
from econ_admin.sandbox.pricing import calculate_price
from econ_admin.sandbox.repository import Repository
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes
from econ_admin.sandbox.schemas import drafts as schema

LINE_TEMPLATES = Collection(
    PRODUCTS.noun,
    entity=PRODUCTS.entity,
    key_field=PRODUCTS.key_field,
    wire_order=("description", "product", "self"),
    fields=(
        Field("description", sortable=False, column_name="name"),
        Field("product.productNumber", column_name="productNumber"),
    ),
    keyed_by_text=True,
)
RECIPIENT_PROPERTIES = ("name", "address", "zip", "city", "country", "ean", "publicEntryNumber")
DELIVERY_PROPERTIES = {
    "address": "address",
    "zip": "postalCode",
    "city": "city",
    "country": "country",
    "deliveryTerms": "termsOfDelivery",
}
MAX_QUANTITY = Decimal(9_999_999_999)
"""The maximum of the `quantity` parameter."""


def get_invoice_template(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/templates/invoice: a body that can be posted to /invoices/drafts unchanged.

    No schema lists its layout, but three clients that post the template without adding one work.
    """
    customer_document = get_or_404(request, customer_serializers.COLLECTION, customer)
    repository, links = request.repository, request.links
    customer_path = f"customers/{customer}"
    payment_terms = repository.find("payment-terms", customer_document["paymentTerms"]["paymentTermsNumber"]) or {}
    due_date = calculate_due_date(
        payment_terms.get("paymentTermsType", "net"), payment_terms.get("daysOfCredit", 0), request.today
    )
    references = customer_serializers.REFERENCES
    template: Document = {
        "date": request.today.isoformat(),
        "currency": customer_document["currency"],
        "exchangeRate": round_amount(_find_exchange_rate(repository, customer_document), 6),
        "dueDate": due_date.isoformat(),
        "paymentTerms": references["paymentTerms"].serialize(customer_document["paymentTerms"], customer, links),
        "customer": {"customerNumber": customer, "self": links.build_url(customer_path)},
        "recipient": _build_recipient(customer_document, customer_path, links),
        **_build_delivery(repository, customer_document, links),
        **_build_references(customer_document, customer_path, links),
        "layout": references["layout"].serialize(_choose_layout(repository, customer_document), customer, links),
    }
    return ApiResponse(200, template)


def _find_exchange_rate(repository: Repository, customer_document: Document) -> Decimal:
    return get_exchange_rate(repository, repository.find("currencies", customer_document["currency"]) or {})


def _build_recipient(customer_document: Document, customer_path: str, links: LinkBuilder) -> Document:
    """Returns the customer as a recipient, truncated to the recipient's limits."""
    recipient = _truncate_texts({name: customer_document.get(name) for name in RECIPIENT_PROPERTIES}, "recipient")
    if "attention" in customer_document:
        recipient["attention"] = serialize_contact_reference(customer_document["attention"], customer_path, links)
    recipient["vatZone"] = customer_serializers.REFERENCES["vatZone"].serialize(customer_document["vatZone"], 0, links)
    return recipient


def _truncate_texts(texts: Document, section: str) -> Document:
    """Returns the non-empty texts, truncated to the draft's limits."""
    limits = schema.POST.schema["properties"][section]["properties"]
    return {key: text[: limits[key]["maxLength"]] for key, text in texts.items() if text}


def _build_delivery(repository: Repository, customer_document: Document, links: LinkBuilder) -> Document:
    """Returns the customer's default delivery location."""
    chosen_reference = customer_document.get("defaultDeliveryLocation")
    location = (
        repository.find("delivery-locations", chosen_reference["deliveryLocationNumber"]) if chosen_reference else None
    )
    if not chosen_reference or location is None:
        return {}
    reference = customer_serializers.REFERENCES["defaultDeliveryLocation"]
    document = {"deliveryLocation": reference.serialize(chosen_reference, customer_document["customerNumber"], links)}
    delivery = _truncate_texts({key: location.get(name) for key, name in DELIVERY_PROPERTIES.items()}, "delivery")
    return {**document, "delivery": delivery} if delivery else document


def _build_references(customer_document: Document, customer_path: str, links: LinkBuilder) -> Document:
    references: Document = {}
    if "customerContact" in customer_document:
        references["customerContact"] = serialize_contact_reference(
            customer_document["customerContact"], customer_path, links
        )
    if "salesPerson" in customer_document:
        references["salesPerson"] = customer_serializers.REFERENCES["salesPerson"].serialize(
            customer_document["salesPerson"], 0, links
        )
    return {"references": references} if references else {}


def _choose_layout(repository: Repository, customer_document: Document) -> Document:
    """Returns the customer's layout, else its group's, else the first one; the order is inferred."""
    group = repository.find("customer-groups", customer_document["customerGroup"]["customerGroupNumber"]) or {}
    chosen = customer_document.get("layout") or group.get("layout")
    return {"layoutNumber": chosen["layoutNumber"] if chosen else repository.get_lowest_key("layouts")}


def list_line_templates(request: ApiRequest, customer: int) -> ApiResponse:
    """GET /customers/:n/templates/invoiceline: one line per product, without prices."""
    get_or_404(request, customer_serializers.COLLECTION, customer)
    path = f"customers/{customer}/templates/invoiceline"

    def serialize_line_template(product: Document, links: LinkBuilder) -> Document:
        number = {"productNumber": product["productNumber"]}
        return {
            "description": product["name"],
            "product": product_serializers.REFERENCE.serialize(number, 0, links),
            "self": links.build_url(f"{path}/{encode_key(product['productNumber'])}"),
        }

    return build_list_response(request, LINE_TEMPLATES, serialize_line_template)


def get_line_template(request: ApiRequest, customer: int, product: str) -> ApiResponse:
    """GET /customers/:n/templates/invoiceline/:product?quantity=5: a line that can be sent unchanged."""
    customer_document = get_or_404(request, customer_serializers.COLLECTION, customer)
    product_document = get_or_404(request, PRODUCTS, decode_key(product))
    number, exchange_rate, quantity = (
        product_document["productNumber"],
        _find_exchange_rate(request.repository, customer_document),
        _parse_quantity(request),
    )
    price = calculate_price(request.repository, product_document, customer_document, quantity, exchange_rate)
    amounts: Document = {
        "quantity": quantity,
        "unitNetPrice": price.net,
        "discountPercentage": price.discount,
        "unitCostPrice": round_amount(Decimal(product_document.get("costPrice", 0)), 2),
    }
    vat_percentage = get_vat_rate(request.repository, number, customer_document["vatZone"]["vatZoneNumber"])
    unit = product_document.get("unit")
    reference = product_serializers.REFERENCES["unit"]
    return ApiResponse(
        200,
        {
            "description": product_document["name"],
            **({"unit": reference.serialize(unit, 0, request.links)} if unit else {}),
            "product": product_serializers.REFERENCE.serialize({"productNumber": number}, 0, request.links),
            **amounts,
            **build_priced_line(amounts, vat_percentage).calculate_margins(exchange_rate),
            "self": request.links.build_url(f"customers/{customer}/templates/invoiceline/{encode_key(number)}"),
        },
    )


def _parse_quantity(request: ApiRequest) -> Decimal:
    text = request.parameters.get("quantity")
    try:
        quantity = Decimal(text or 1)
    except InvalidOperation:
        quantity = Decimal("NaN")
    if quantity.is_finite() and abs(quantity) <= MAX_QUANTITY and quantity == round_amount(quantity, 2):
        return round_amount(quantity, 2)
    hint = "Correct the querystring parameter 'quantity'."
    raise validation_error(
        [FieldError("quantity", "quantity must be a number of at most two decimals.", "E04740", text, hint)]
    )


BASE_PATH = "/customers/<int:customer>/templates"
ROUTES: Routes = {
    f"{BASE_PATH}/invoice": {"GET": get_invoice_template},
    f"{BASE_PATH}/invoiceline": {"GET": list_line_templates},
    f"{BASE_PATH}/invoiceline/<string:product>": {"GET": get_line_template},
}
