"""The addresses of all pages, and numbers of existing documents to fill them in."""

from collections.abc import Mapping

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway.trail import Intent
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.models import Entry

VIEW_URLS = {
    "all agreements": "/agreements/",
    "overview": "/sandbox/",
    "overdue by age": "/sandbox/overview/ageing/",
    "booked per month": "/sandbox/overview/months/",
    "needs attention": "/sandbox/overview/attention/",
    "overdue of an age": "/sandbox/customers/?overdue=yes&age=31-60",
    "wrong EAN numbers": "/sandbox/customers/?check=ean",
    "invoices of an amount": "/sandbox/booked/?amount=57.481%2C25",
    "sum of a list": "/sandbox/booked/sum/",
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
    "statement": "/sandbox/customers/{customer}/statement/",
    "drafts": "/sandbox/drafts/",
    "booked": "/sandbox/booked/?state=overdue",
    "draft": "/sandbox/drafts/{draft}/",
    "booked invoice": "/sandbox/booked/{booked}/",
    "search": "/sandbox/search/?q=an",
    "search for a number": "/sandbox/search/?q={booked}",
    "customer of a new draft": "/sandbox/drafts/new/?q=an",
    "keyboard shortcuts": "/sandbox/keyboard/",
    "history": "/sandbox/history/",
    "what I did today": "/sandbox/history/?person=me&since=t",
    "customer's history": "/sandbox/customers/{customer}/history/",
    "contact's history": "/sandbox/customers/{customer}/contacts/{contact}/history/",
    "delivery location's history": "/sandbox/customers/{customer}/delivery-locations/{location}/history/",
    "draft's history": "/sandbox/drafts/{draft}/history/",
    "write of unknown outcome": "/sandbox/history/{entry}/outcome/",
    "settings": "/sandbox/settings/",
    "unsent drafts": "/sandbox/unsent/",
    "unsent draft": "/sandbox/unsent/{pk}/",
}

# Pages that begin an edit, and the path that each always fetches from e-conomic.
EDIT_URLS = {
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
    "before sending": ("/sandbox/unsent/{pk}/review/", "/customers/{customer}"),
    "products and prices": ("/sandbox/unsent/{pk}/products/?q=1", "/products"),
    "file": ("/sandbox/customers/customers.csv", "/customers"),
    "file of invoices": ("/sandbox/booked/booked.csv", "/invoices/booked"),
    "statement as PDF": ("/sandbox/customers/{customer}/statement/pdf/", "/invoices/unpaid"),
}

FILES = frozenset({"file", "file of invoices", "statement as PDF"})
"""Those that are no pages."""

UrlNumbers = Mapping[str, int]


def list_numbers(sandbox: Sandbox, path: str, name: str) -> list[int]:
    return [document[name] for document in sandbox.request("GET", path).json()["collection"]]


def create_url_numbers(sandbox: Sandbox, agreement: Agreement, person: Person) -> UrlNumbers:
    """Numbers for the addresses: a customer with a contact, location, draft and booked invoice; and a working draft."""
    for customer in list_numbers(sandbox, "/customers", "customerNumber"):
        customer_path = f"/customers/{customer}"
        contacts = list_numbers(sandbox, f"{customer_path}/contacts", "customerContactNumber")
        locations = list_numbers(sandbox, f"{customer_path}/delivery-locations", "deliveryLocationNumber")
        drafts = list_numbers(sandbox, f"{customer_path}/invoices/drafts", "draftInvoiceNumber")
        booked = list_numbers(sandbox, f"{customer_path}/invoices/booked", "bookedInvoiceNumber")
        if contacts and locations and drafts and booked:
            break
    wire = sandbox.request("GET", f"{customer_path}/templates/invoice").body.decode()
    working_draft = WorkingDraft.objects.create(
        person=person, agreement=agreement, customer=customer, price_currency="DKK", wire=wire
    )
    return {
        "customer": customer,
        "contact": contacts[0],
        "location": locations[0],
        "draft": drafts[0],
        "booked": booked[0],
        "pk": working_draft.pk,
        "entry": add_unknown_write(agreement, person),
    }


def add_unknown_write(agreement: Agreement, person: Person) -> int:
    """The entry of a write without an answer, of a customer that is not in e-conomic."""
    intent = Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}")
    key = DatabaseTrail(agreement, person).begin(intent)
    return Entry.objects.values_list("pk", flat=True).get(intent__key=key)
