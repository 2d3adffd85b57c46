"""The page of a customer, and those of its contacts and delivery locations."""

from decimal import Decimal

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.page_reader import facts_of, html_of, link_of, rows_of, text_of

HREF = "/sandbox/customers/{}/"


def test_every_field_of_the_customer_is_on_its_page(client: Client, economic: Gateway, register: Register) -> None:
    number = register(
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

    facts = facts_of(client.get(HREF.format(number)))

    assert (
        facts
        | {
            "Customer number": str(number),
            "CVR number": "29 18 84 75",
            "VAT number": "DK29188475",
            "P-number": "1012345678",
            "EAN number": "5798009811578",
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


def test_references_are_shown_by_name(client: Client, economic: Gateway, register: Register) -> None:
    layout, employee = economic.layouts.all()[0], economic.employees.all()[0]
    number = register(layout=layout.layout_number, sales_person=employee.employee_number)
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

    facts = facts_of(client.get(HREF.format(number)))

    assert facts["Layout"] == layout.name
    assert facts["Sales person"] == employee.name
    assert facts["Attention"] == facts["Main contact"] == "Birgitte Lauridsen"
    assert facts["Usual delivery location"] == "Kajvej 2, 9000 Aalborg"


def test_what_is_missing_is_named_where_it_matters(client: Client, register: Register) -> None:
    facts = facts_of(client.get(HREF.format(register())))

    assert facts["E-mail"] == facts["Address"] == "Missing"
    assert facts["Credit limit"] == "None"
    assert facts["P-number"] == "–None"


def test_addresses_numbers_and_sites_lead_where_they_say(client: Client, register: Register) -> None:
    number = register(
        email="a@quxholm.dk b@quxholm.dk", telephone_and_fax_number="+45 98 12 04 40", website="quxholm.dk"
    )

    response = client.get(HREF.format(number))

    assert link_of(response, "a@quxholm.dk") == "mailto:a@quxholm.dk"
    assert link_of(response, "b@quxholm.dk") == "mailto:b@quxholm.dk"
    assert link_of(response, "+45 98 12 04 40") == "tel:+4598120440"
    assert link_of(response, "quxholm.dk") == "https://quxholm.dk"


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "ftp://x.dk"]
)
def test_a_website_that_is_none_leads_nowhere(client: Client, register: Register, website: str) -> None:
    response = client.get(HREF.format(register(website=website)))

    assert facts_of(response)["Website"] == website
    assert link_of(response, website) == ""


def over_limit(economic: Gateway) -> Customer:
    return next(each for each in economic.customers.walk() if each.credit_limit and each.balance > each.credit_limit)  # type: ignore[operator]  # a customer has a balance


def test_a_customer_over_its_limit_is_marked_and_measured(client: Client, economic: Gateway) -> None:
    customer = over_limit(economic)

    page = html_of(client.get(HREF.format(customer.customer_number)))

    assert customer.balance
    assert customer.credit_limit
    assert "Over limit" in page
    assert f"{int(customer.balance * 100 / customer.credit_limit):,}".replace(",", ".") + " % used" in page
    beyond = (customer.balance - customer.credit_limit) * 220 / customer.balance
    assert f'y="2" width="{beyond:.1f}"' in page


def test_the_figures_are_those_of_the_customer(client: Client, economic: Gateway) -> None:
    customer = next(each for each in economic.customers.walk() if each.due_amount)

    facts = facts_of(client.get(HREF.format(customer.customer_number)))

    assert customer.due_amount is not None
    assert facts["Due"].replace(".", "").replace(",", ".") == str(customer.due_amount)


def test_a_barred_customer_is_marked(client: Client, register: Register) -> None:
    barred, open_ = register(barred=True), register()

    assert "Barred" in text_of(html_of(client.get(HREF.format(barred))))
    assert "Barred" not in text_of(html_of(client.get(HREF.format(open_))))


def test_the_overview_shows_three_contacts_and_the_way_to_all(
    client: Client, economic: Gateway, register: Register
) -> None:
    number = register()
    for name in ("Ane", "Bo", "Carl", "Dorte"):
        economic.contacts.add(number, Contact.new_document(name=f"{name} Quxholm"))

    overview = client.get(HREF.format(number))
    contacts = client.get(link_of(overview, "Show all 4 contacts"))

    assert "Carl Quxholm" in html_of(overview)
    assert "Dorte Quxholm" not in html_of(overview)
    assert [row[1] for row in rows_of(contacts)] == ["Ane Quxholm", "Bo Quxholm", "Carl Quxholm", "Dorte Quxholm"]


def test_the_page_of_contacts_shows_all_of_each(client: Client, economic: Gateway, register: Register) -> None:
    number = register()
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

    row = rows_of(client.get(HREF.format(number) + "contacts/"))[0]

    assert row[1:7] == [
        "Ane Quxholm",
        "ane@quxholm.dk",
        "98 12 04 40",
        "invoices, reminders",
        "EI-9",
        "Ring først efter ti",
    ]


def test_the_page_of_delivery_locations_shows_all_of_each(
    client: Client, economic: Gateway, register: Register
) -> None:
    number = register()
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

    row = rows_of(client.get(HREF.format(number) + "delivery-locations/"))[0]

    assert row[1:7] == ["Kajvej 2", "9000", "Aalborg", "Danmark", "FOB", "Barred"]


def test_a_customer_without_company_says_so(client: Client, register: Register) -> None:
    number = register()

    page = text_of(html_of(client.get(HREF.format(number))))

    assert "No contacts yet." in page
    assert "No delivery locations: goods go to the customer's own address." in page


@pytest.mark.parametrize("tail", ["", "contacts/", "delivery-locations/"])
@pytest.mark.parametrize("number", ["999999998", "99999999999999999999"])
def test_a_customer_that_is_not_there_is_said_with_a_way_back(client: Client, number: str, tail: str) -> None:
    response = client.get(f"/sandbox/customers/{number}/{tail}?from=q%3Dqux")

    assert response.status_code == 404
    assert f"No customer {number}" in html_of(response)
    assert link_of(response, "To the customers") == "/sandbox/customers/?q=qux"


def test_the_tabs_keep_the_list_that_one_came_from(client: Client, register: Register) -> None:
    response = client.get(HREF.format(register()) + "?from=q%3Dqux%26page%3D2%26evil%3D%2522")

    assert link_of(response, "Contacts 0").endswith("/contacts/?from=q%3Dqux%26page%3D2%26size%3D50")


@pytest.mark.parametrize("tail", ["", "contacts/"])
def test_contacts_that_cannot_be_had_leave_the_rest_standing(
    client: Client, sandbox: Sandbox, register: Register, tail: str
) -> None:
    number = register(name="Quxholm", city="Skagen")
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=9)

    response = client.get(HREF.format(number) + tail)

    assert response.status_code == 200
    assert "This could not be loaded" in html_of(response)
    assert "No contacts yet." not in html_of(response)
    assert "Quxholm" in html_of(response)


def test_names_that_cannot_be_had_are_numbers(client: Client, sandbox: Sandbox) -> None:
    for noun in ("customer-groups", "payment-terms", "vat-zones", "layouts", "employees"):
        sandbox.fault("GET", f"/{noun}", "garbage", times=99)

    facts = facts_of(client.get(HREF.format(10001)))

    assert facts["Customer group"].isdigit()
    assert facts["Payment terms"].isdigit()
    assert facts["VAT zone"].isdigit()


def test_a_customer_that_cannot_be_had_says_why(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers/10001", "garbage", times=99)

    response = client.get(HREF.format(10001))

    assert response.status_code == 502
    assert "The answer could not be understood as one of e-conomic's." in text_of(html_of(response))
    assert link_of(response, "Try again") == HREF.format(10001)


def test_hostile_text_is_shown_as_text(client: Client, economic: Gateway, register: Register) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    number = register(name=evil, address=evil, city=evil[:50], website=evil, email=f"{evil}@x.dk")
    economic.contacts.add(number, Contact.new_document(name=evil, email=evil, phone=evil, notes=evil))

    pages = [html_of(client.get(HREF.format(number) + tail)) for tail in ("", "contacts/", "delivery-locations/")]

    assert not any("<img" in page for page in pages)


def test_a_page_asks_economic_once_for_each_thing(client: Client, sandbox: Sandbox) -> None:
    client.get(HREF.format(10001))

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
        "/vat-zones",
    ]
