"""What a draft for a customer starts from: an invoice without lines, and a line for each product."""

from decimal import Decimal, InvalidOperation

from econ_admin.sandbox.collections import Collection, Document, Field
from econ_admin.sandbox.drafting.header import rate_of_day
from econ_admin.sandbox.drafting.lines import reckoning_of, vat_rate
from econ_admin.sandbox.due_dates import due
from econ_admin.sandbox.endpoints import customer_serializers, product_serializers
from econ_admin.sandbox.endpoints.invoice_serializers import contact
from econ_admin.sandbox.endpoints.product_serializers import COLLECTION as PRODUCTS
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.error_responses import Wrong, invalid
from econ_admin.sandbox.invoice_math import scaled
from econ_admin.sandbox.links import Links, decoded, encoded
from econ_admin.sandbox.pagination import listing
from econ_admin.sandbox.pricing import price_for
from econ_admin.sandbox.repository import Books
from econ_admin.sandbox.request import Call, Reply, Routes
from econ_admin.sandbox.schemas import drafts as schema

LINES = Collection(
    PRODUCTS.noun,
    entity=PRODUCTS.entity,
    number=PRODUCTS.number,
    order=("description", "product", "self"),
    fields=(
        Field("description", sortable=False, kept_as="name"),
        Field("product.productNumber", kept_as="productNumber"),
    ),
    keyed_by_text=True,
)
COPIED = ("name", "address", "zip", "city", "country", "ean", "publicEntryNumber")
DELIVERED = {
    "address": "address",
    "zip": "postalCode",
    "city": "city",
    "country": "country",
    "deliveryTerms": "termsOfDelivery",
}
MOST = Decimal(9_999_999_999)
"""Of a quantity in an address."""


def invoice(call: Call, customer: int) -> Reply:
    """GET /customers/:n/templates/invoice: a body that can be posted to /invoices/drafts as it is.

    Its layout stands in no schema, but three clients that post the template without adding one work.
    """
    owner = demanded(call, customer_serializers.COLLECTION, customer)
    books, links = call.books, call.links
    here = f"customers/{customer}"
    terms = books.find("payment-terms", owner["paymentTerms"]["paymentTermsNumber"]) or {}
    day = due(terms.get("paymentTermsType", "net"), terms.get("daysOfCredit", 0), call.today)
    pointed = customer_serializers.REFERENCES
    template: Document = {
        "date": call.today.isoformat(),
        "currency": owner["currency"],
        "exchangeRate": scaled(_rate(books, owner), 6),
        "dueDate": day.isoformat(),
        "paymentTerms": pointed["paymentTerms"].shown(owner["paymentTerms"], customer, links),
        "customer": {"customerNumber": customer, "self": links.to(here)},
        "recipient": _recipient(owner, here, links),
        **_delivery(books, owner, links),
        **_references(owner, here, links),
        "layout": pointed["layout"].shown(_layout(books, owner), customer, links),
    }
    return Reply(200, template)


def _rate(books: Books, owner: Document) -> Decimal:
    return rate_of_day(books, books.find("currencies", owner["currency"]) or {})


def _recipient(owner: Document, here: str, links: Links) -> Document:
    """The customer as a recipient, cut to the limits that recipients have."""
    recipient = _cut({name: owner.get(name) for name in COPIED}, "recipient")
    if "attention" in owner:
        recipient["attention"] = contact(owner["attention"], here, links)
    recipient["vatZone"] = customer_serializers.REFERENCES["vatZone"].shown(owner["vatZone"], 0, links)
    return recipient


def _cut(texts: Document, into: str) -> Document:
    """The texts that there are, each no longer than a draft may have it."""
    limits = schema.POST.schema["properties"][into]["properties"]
    return {key: text[: limits[key]["maxLength"]] for key, text in texts.items() if text}


def _delivery(books: Books, owner: Document, links: Links) -> Document:
    """Where the customer has goods delivered by default."""
    chosen = owner.get("defaultDeliveryLocation")
    place = books.find("delivery-locations", chosen["deliveryLocationNumber"]) if chosen else None
    if not chosen or place is None:
        return {}
    reference = customer_serializers.REFERENCES["defaultDeliveryLocation"]
    told = {"deliveryLocation": reference.shown(chosen, owner["customerNumber"], links)}
    delivery = _cut({key: place.get(name) for key, name in DELIVERED.items()}, "delivery")
    return {**told, "delivery": delivery} if delivery else told


def _references(owner: Document, here: str, links: Links) -> Document:
    told: Document = {}
    if "customerContact" in owner:
        told["customerContact"] = contact(owner["customerContact"], here, links)
    if "salesPerson" in owner:
        told["salesPerson"] = customer_serializers.REFERENCES["salesPerson"].shown(owner["salesPerson"], 0, links)
    return {"references": told} if told else {}


def _layout(books: Books, owner: Document) -> Document:
    """The customer's layout, else its group's, else the first there is: in which order is inferred."""
    group = books.find("customer-groups", owner["customerGroup"]["customerGroupNumber"]) or {}
    chosen = owner.get("layout") or group.get("layout")
    return {"layoutNumber": chosen["layoutNumber"] if chosen else books.first("layouts")}


def lines(call: Call, customer: int) -> Reply:
    """GET /customers/:n/templates/invoiceline: one for each product, without its price."""
    demanded(call, customer_serializers.COLLECTION, customer)
    here = f"customers/{customer}/templates/invoiceline"

    def shown(product: Document, links: Links) -> Document:
        number = {"productNumber": product["productNumber"]}
        return {
            "description": product["name"],
            "product": product_serializers.REFERENCE.shown(number, 0, links),
            "self": links.to(f"{here}/{encoded(product['productNumber'])}"),
        }

    return listing(call, LINES, shown)


def line(call: Call, customer: int, product: str) -> Reply:
    """GET /customers/:n/templates/invoiceline/:product?quantity=5: a line that can be sent as it is."""
    owner = demanded(call, customer_serializers.COLLECTION, customer)
    sold = demanded(call, PRODUCTS, decoded(product))
    number, rate, quantity = sold["productNumber"], _rate(call.books, owner), _quantity(call)
    price = price_for(call.books, sold, owner, quantity, rate)
    kept: Document = {
        "quantity": quantity,
        "unitNetPrice": price.net,
        "discountPercentage": price.discount,
        "unitCostPrice": scaled(Decimal(sold.get("costPrice", 0)), 2),
    }
    vat = vat_rate(call.books, number, owner["vatZone"]["vatZoneNumber"])
    unit = sold.get("unit")
    reference = product_serializers.REFERENCES["unit"]
    return Reply(
        200,
        {
            "description": sold["name"],
            **({"unit": reference.shown(unit, 0, call.links)} if unit else {}),
            "product": product_serializers.REFERENCE.shown({"productNumber": number}, 0, call.links),
            **kept,
            **reckoning_of(kept, vat).margins(rate),
            "self": call.links.to(f"customers/{customer}/templates/invoiceline/{encoded(number)}"),
        },
    )


def _quantity(call: Call) -> Decimal:
    given = call.parameters.get("quantity")
    try:
        quantity = Decimal(given or 1)
    except InvalidOperation:
        quantity = Decimal("NaN")
    if quantity.is_finite() and abs(quantity) <= MOST and quantity == scaled(quantity, 2):
        return scaled(quantity, 2)
    hint = "Correct the querystring parameter 'quantity'."
    raise invalid([Wrong("quantity", "quantity must be a number of at most two decimals.", "E04740", given, hint)])


HERE = "/customers/<int:customer>/templates"
ROUTES: Routes = {
    f"{HERE}/invoice": {"GET": invoice},
    f"{HERE}/invoiceline": {"GET": lines},
    f"{HERE}/invoiceline/<string:product>": {"GET": line},
}
