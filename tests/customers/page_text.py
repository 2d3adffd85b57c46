"""The pages that people look at, and what each is about: something that exists."""

from collections.abc import Mapping

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement, Person
from econ_admin.sandbox import Sandbox

LOOKED_AT = {
    "list": "/sandbox/customers/",
    "searched list": "/sandbox/customers/?q=a&sort=-name",
    "over limit": "/sandbox/customers/?limit=over",
    "overdue": "/sandbox/customers/?overdue=yes",
    "customer": "/sandbox/customers/{customer}/",
    "customer with neighbours": "/sandbox/customers/{customer}/?from=sort%3Dname",
    "contacts": "/sandbox/customers/{customer}/contacts/",
    "delivery locations": "/sandbox/customers/{customer}/delivery-locations/",
    "customer's drafts": "/sandbox/customers/{customer}/drafts/",
    "customer's booked": "/sandbox/customers/{customer}/booked/",
    "drafts": "/sandbox/drafts/",
    "booked": "/sandbox/booked/?state=overdue",
    "draft": "/sandbox/drafts/{draft}/",
    "booked invoice": "/sandbox/booked/{booked}/",
    "sheets": "/sandbox/sheets/",
    "sheet": "/sandbox/sheets/{sheet}/",
}

# What is about to be changed, and what it needs of e-conomic each time.
CHANGED_FROM = {
    "edit customer": ("/sandbox/customers/{customer}/edit/", "/customers/{customer}"),
    "delete customer": ("/sandbox/customers/{customer}/delete/", "/customers/{customer}/invoices/booked"),
    "contact": ("/sandbox/customers/{customer}/contacts/{contact}/", "/customers/{customer}/contacts/{contact}"),
    "delete contact": (
        "/sandbox/customers/{customer}/contacts/{contact}/delete/",
        "/customers/{customer}/contacts/{contact}",
    ),
    "delivery location": (
        "/sandbox/customers/{customer}/delivery-locations/{location}/",
        "/customers/{customer}/delivery-locations/{location}",
    ),
    "delete delivery location": (
        "/sandbox/customers/{customer}/delivery-locations/{location}/delete/",
        "/customers/{customer}/delivery-locations/{location}",
    ),
    "before sending": ("/sandbox/sheets/{sheet}/before/", "/customers/{customer}"),
    "products and prices": ("/sandbox/sheets/{sheet}/products/?q=1", "/products"),
    "file": ("/sandbox/customers/customers.csv", "/customers"),
}

Places = Mapping[str, int]


def numbers(sandbox: Sandbox, path: str, name: str) -> list[int]:
    return [each[name] for each in sandbox.request("GET", path).json()["collection"]]


def places_in(sandbox: Sandbox, agreement: Agreement, person: Person) -> Places:
    """A customer with a contact, a delivery location, a draft and a booked invoice; and a sheet with a line of text."""
    for customer in numbers(sandbox, "/customers", "customerNumber"):
        below = f"/customers/{customer}"
        contacts = numbers(sandbox, f"{below}/contacts", "customerContactNumber")
        locations = numbers(sandbox, f"{below}/delivery-locations", "deliveryLocationNumber")
        drafts = numbers(sandbox, f"{below}/invoices/drafts", "draftInvoiceNumber")
        booked = numbers(sandbox, f"{below}/invoices/booked", "bookedInvoiceNumber")
        if contacts and locations and drafts and booked:
            break
    wire = sandbox.request("GET", f"{below}/templates/invoice").body.decode()
    sheet = WorkingDraft.objects.create(
        person=person, agreement=agreement, customer=customer, price_currency="DKK", wire=wire
    )
    return {
        "customer": customer,
        "contact": contacts[0],
        "location": locations[0],
        "draft": drafts[0],
        "booked": booked[0],
        "sheet": sheet.pk,
    }
