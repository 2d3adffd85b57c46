"""The page of a customer, and those of its contacts and delivery locations."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape

from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_facts, get_html, get_link, get_rows, get_text

CUSTOMER_URL = "/sandbox/customers/{}/"


def test_customer_page_shows_every_field(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    number = add_customer(
        name="Quxholm Smede ApS",
        address="Havnen 1\nBagbygning",
        zip="9990",
        city="Skagen",
        country="Danmark",
        corporate_identification_number="29188475",
        vat_number="DK29188475",
        p_number="1012345678",
        ean="5798009811578",
        public_entry_number="PEN-7",
        email="regnskab@quxholm.dk chef@quxholm.dk",
        telephone_and_fax_number="98120440",
        mobile_phone="61626364",
        website="https://quxholm.dk/",
        credit_limit=Decimal(20000),
        currency="EUR",
    )

    facts = get_facts(client.get(CUSTOMER_URL.format(number)))

    assert (
        facts
        | {
            "Customer number": str(number),
            "CVR number": "29 18 84 75",
            "VAT number": "DK29188475",
            "P-number": "1012345678",
            "EAN number": "5798 0098 1157 8",
            "Public entry number": "PEN-7",
            "Address": "Havnen 1Bagbygning9990 Skagen",
            "Country": "Danmark",
            "Telephone": "98 12 04 40",
            "Mobile": "61 62 63 64",
            "E-mail": "regnskab@quxholm.dkchef@quxholm.dk",
            "Website": "https://quxholm.dk/",
            "Credit limit": "20.000,00",
            "Currency": "EUR",
            "Customer group": economic.customer_groups.all()[0].name,
            "Payment terms": economic.payment_terms.all()[0].name,
            "VAT zone": economic.vat_zones.all()[0].name,
        }
        == facts
    )


def test_references_are_shown_by_name(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    layout, employee = economic.layouts.all()[0], economic.employees.all()[0]
    number = add_customer(layout=layout.layout_number, sales_person=employee.employee_number)
    contact = economic.contacts.add(number, Contact.new_document(name="Birgitte Lauridsen"))
    location = economic.delivery_locations.add(
        number, DeliveryLocation.new_document(address="Kajvej 2", postal_code="9000", city="Aalborg")
    )
    before = economic.customers.get(number)
    economic.customers.replace(
        number,
        before.with_changes(
            attention=contact.customer_contact_number,
            customer_contact=contact.customer_contact_number,
            default_delivery_location=location.delivery_location_number,
        ),
    )

    facts = get_facts(client.get(CUSTOMER_URL.format(number)))

    assert facts["Layout"] == layout.name
    assert facts["Salesperson"] == employee.name
    assert facts["Attention"] == facts["Main contact"] == "Birgitte Lauridsen"
    assert facts["Default delivery location"] == "Kajvej 2, 9000 Aalborg"


def test_important_missing_fields_are_marked(client: Client, add_customer: AddCustomer) -> None:
    facts = get_facts(client.get(CUSTOMER_URL.format(add_customer())))

    assert facts["E-mail"] == facts["Address"] == "Missing"
    assert facts["Credit limit"] == "None"
    assert facts["P-number"] == "–None"


def test_emails_telephone_numbers_and_websites_are_links(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(
        email="a@quxholm.dk b@quxholm.dk", telephone_and_fax_number="+45 98 12 04 40", website="quxholm.dk"
    )

    response = client.get(CUSTOMER_URL.format(number))

    assert get_link(response, "a@quxholm.dk") == "mailto:a@quxholm.dk"
    assert get_link(response, "b@quxholm.dk") == "mailto:b@quxholm.dk"
    assert get_link(response, "+45 98 12 04 40") == "tel:+4598120440"
    assert get_link(response, "quxholm.dk") == "https://quxholm.dk"


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://x.dk"]
)
def test_invalid_website_is_not_a_link(client: Client, add_customer: AddCustomer, website: str) -> None:
    response = client.get(CUSTOMER_URL.format(add_customer(website=website)))

    assert get_facts(response)["Website"] == website
    assert get_link(response, website) == ""


def find_customer_over_limit(economic: Gateway) -> Customer:
    return next(
        customer
        for customer in economic.customers.walk()
        if customer.credit_limit and customer.balance > customer.credit_limit  # type: ignore[operator]  # it has a balance
    )


def test_customer_over_its_limit_is_marked_with_a_bar(client: Client, economic: Gateway) -> None:
    customer = find_customer_over_limit(economic)

    page = get_html(client.get(CUSTOMER_URL.format(customer.customer_number)))

    assert customer.balance
    assert customer.credit_limit
    assert "Over limit" in page
    assert f"{int(customer.balance * 100 / customer.credit_limit):,}".replace(",", ".") + " % used" in page
    width_over_limit = (customer.balance - customer.credit_limit) * 220 / customer.balance
    assert f'y="2" width="{width_over_limit:.1f}"' in page


def test_key_figures_are_those_of_the_customer(client: Client, economic: Gateway) -> None:
    customer = next(candidate for candidate in economic.customers.walk() if candidate.due_amount)

    facts = get_facts(client.get(CUSTOMER_URL.format(customer.customer_number)))

    assert customer.due_amount is not None
    assert facts["Overdue"].startswith(formatting.format_amount(customer.due_amount))
    assert "Due" not in facts, "it is the same figure"


def test_barred_customer_is_marked(client: Client, add_customer: AddCustomer) -> None:
    barred, not_barred = add_customer(barred=True), add_customer()

    assert "Barred" in get_text(get_html(client.get(CUSTOMER_URL.format(barred))))
    assert "Barred" not in get_text(get_html(client.get(CUSTOMER_URL.format(not_barred))))


def test_overview_shows_three_contacts_and_a_link_to_all(
    client: Client, economic: Gateway, add_customer: AddCustomer
) -> None:
    number = add_customer()
    for name in ("Ane", "Bo", "Carl", "Dorte"):
        economic.contacts.add(number, Contact.new_document(name=f"{name} Quxholm"))

    overview = client.get(CUSTOMER_URL.format(number))
    contacts = client.get(get_link(overview, "Show all 4 contacts"))

    assert "Carl Quxholm" in get_html(overview)
    assert "Dorte Quxholm" not in get_html(overview)
    assert [row[1] for row in get_rows(contacts)] == ["Ane Quxholm", "Bo Quxholm", "Carl Quxholm", "Dorte Quxholm"]


def test_contacts_page_shows_every_field(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    number = add_customer()
    economic.contacts.add(
        number,
        Contact.new_document(
            name="Ane Quxholm",
            email="ane@quxholm.dk",
            phone="98120440",
            e_invoice_id="EI-9",
            notes="Ring først\nefter ti",
            email_notifications=["invoices", "reminders"],
        ),
    )

    row = get_rows(client.get(CUSTOMER_URL.format(number) + "contacts/"))[0]

    assert row[1:7] == [
        "Ane Quxholm",
        "ane@quxholm.dk",
        "98 12 04 40",
        "invoices, reminders",
        "EI-9",
        "Ring først efter ti",
    ]


def test_delivery_locations_page_shows_every_field(
    client: Client, economic: Gateway, add_customer: AddCustomer
) -> None:
    number = add_customer()
    economic.delivery_locations.add(
        number,
        DeliveryLocation.new_document(
            address="Kajvej 2",
            postal_code="9000",
            city="Aalborg",
            country="Danmark",
            terms_of_delivery="FOB",
            barred=True,
        ),
    )

    row = get_rows(client.get(CUSTOMER_URL.format(number) + "delivery-locations/"))[0]

    assert row[1:7] == ["Kajvej 2", "9000", "Aalborg", "Danmark", "FOB", "Barred"]


def test_customer_without_contacts_and_locations_says_so(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer()

    page = get_text(get_html(client.get(CUSTOMER_URL.format(number))))

    assert "No contacts yet." in page
    assert "No delivery locations yet. Goods go to the customer's address." in page


@pytest.mark.parametrize("path_suffix", ["", "contacts/", "delivery-locations/"])
@pytest.mark.parametrize("number", ["999999998", "99999999999999999999"])
def test_unknown_customer_page_links_back_to_the_list(client: Client, number: str, path_suffix: str) -> None:
    response = client.get(f"/sandbox/customers/{number}/{path_suffix}?from=q%3Dqux")

    assert response.status_code == 404
    assert f"Customer {number} not found" in get_html(response)
    assert get_link(response, "Go to customers") == "/sandbox/customers/?q=qux"


def test_tabs_keep_the_list_that_the_user_came_from(client: Client, add_customer: AddCustomer) -> None:
    response = client.get(CUSTOMER_URL.format(add_customer()) + "?from=q%3Dqux%26page%3D2%26evil%3D%2522")

    assert get_link(response, "Contacts 0").endswith("/contacts/?from=q%3Dqux%26page%3D2%26size%3D50")


@pytest.mark.parametrize("path_suffix", ["", "contacts/"])
def test_page_is_shown_when_contacts_cannot_be_loaded(
    client: Client, sandbox: Sandbox, add_customer: AddCustomer, path_suffix: str
) -> None:
    number = add_customer(name="Quxholm", city="Skagen")
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=9)

    response = client.get(CUSTOMER_URL.format(number) + path_suffix)

    assert response.status_code == 200
    assert "This could not be loaded" in get_html(response)
    assert "No contacts yet." not in get_html(response)
    assert "Quxholm" in get_html(response)


def test_references_that_cannot_be_loaded_are_shown_by_number(client: Client, sandbox: Sandbox) -> None:
    for noun in ("customer-groups", "payment-terms", "vat-zones", "layouts", "employees"):
        sandbox.fault("GET", f"/{noun}", "garbage", times=99)

    facts = get_facts(client.get(CUSTOMER_URL.format(10001)))

    assert facts["Customer group"].isdigit()
    assert facts["Payment terms"].isdigit()
    assert facts["VAT zone"].isdigit()


def test_customer_that_cannot_be_loaded_shows_the_reason(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers/10001", "garbage", times=99)

    response = client.get(CUSTOMER_URL.format(10001))

    assert response.status_code == 502
    assert "We could not read the response from e-conomic." in get_text(get_html(response))
    assert get_link(response, "Try again") == CUSTOMER_URL.format(10001)


def test_hostile_text_is_escaped(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    hostile_text = '"><img src=x onerror=alert(1)>'
    number = add_customer(
        name=hostile_text,
        address=hostile_text,
        city=hostile_text[:50],
        website=hostile_text,
        email=f"{hostile_text}@x.dk",
    )
    economic.contacts.add(
        number, Contact.new_document(name=hostile_text, email=hostile_text, phone=hostile_text, notes=hostile_text)
    )

    pages = [
        get_html(client.get(CUSTOMER_URL.format(number) + path_suffix))
        for path_suffix in ("", "contacts/", "delivery-locations/")
    ]

    assert all(escape(hostile_text) in page for page in pages)
    assert not any("<img" in page for page in pages)


def test_customer_page_sends_each_request_once(client: Client, sandbox: Sandbox) -> None:
    client.get(CUSTOMER_URL.format(10001))

    paths = sorted(exchange.path.partition("?")[0] for exchange in sandbox.log())

    assert paths == [
        "/customer-groups",
        "/customers/10001",
        "/customers/10001/contacts",
        "/customers/10001/delivery-locations",
        "/customers/10001/invoices/booked",
        "/customers/10001/invoices/drafts",
        "/employees",
        "/invoices/overdue",
        "/layouts",
        "/payment-terms",
        "/self",
        "/vat-zones",
    ]


def test_columns_hidden_on_narrow_screens_have_hidden_heads(client: Client, economic: Gateway) -> None:
    """Otherwise the other heads stand over the wrong columns."""
    customer = economic.booked.page(size=1).items[0].customer
    html = get_html(client.get(f"/sandbox/customers/{customer.customer_number}/"))
    table = html[html.index('id="latest-title"') :]
    heads = [tag.split() for tag in re.findall(r'<th scope="col"(?: class="([^"]*)")?>', table.split("</thead>")[0])]
    cells = [
        tag.split() for tag in re.findall(r'<t[hd][^>]*?class="([^"]*)"', table.split("<tbody>")[1].split("</tr>")[0])
    ]

    assert sum("wide" in names for names in heads) == 2
    assert sum("wide" in names for names in cells) == 2
    assert [names for names in heads if "num" in names] == [["num"], ["num", "overdue"]]
