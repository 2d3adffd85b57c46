"""The kinds of writes that chaos interrupts: a contact is added, a customer changed, a draft sent."""

import re
import uuid
from abc import ABC, abstractmethod
from contextlib import suppress
from html import unescape
from urllib.parse import urljoin

import requests

from tests.customers.form_data import Form
from tests.site_client import SiteClient

TOKENS = {"X-AppSecretToken": "sandbox", "X-AgreementGrantToken": "sandbox"}
FRONT_PAGE = "/economic/"
UNKNOWN = re.compile("We don['’]t know whether")
NOT_SENT = "Not in e-conomic yet."
ALREADY_ADDED = "You have already added"
PRODUCT = "1010"  # a line without one is not sent
CLICKS = 3  # the first may show warnings, the next accepts them


def ask_sandbox(origin: str, path: str) -> dict[str, object]:
    response = requests.get(f"{origin}{path}", headers=TOKENS, timeout=60)
    document: dict[str, object] = response.json()
    return document


class Write(ABC):
    """One write with a text that no other has, to a customer that no other writes to."""

    form: Form

    def __init__(self, client: SiteClient, customer: int) -> None:
        self.client, self.customer = client, customer
        self.text = f"chaos {uuid.uuid4().hex[:12]}"
        self.is_answered = self.is_confirmed = self.is_refused = self.was_shown_unknown = False
        self.last_answer = ""

    @abstractmethod
    def prepare(self) -> None:
        """Opens the form."""

    @abstractmethod
    def post(self) -> requests.Response:
        """Submits it."""

    @abstractmethod
    def read(self, response: requests.Response) -> bool:
        """Notes what the answer says. Whether it asks for another click."""

    @abstractmethod
    def count_done(self, origin: str) -> int:
        """How often e-conomic has it."""

    def submit(self) -> None:
        """Submits the form while the server may be killed, and accepts warnings."""
        with suppress(requests.RequestException):
            self._click()
            self.is_answered = True

    def follow_up(self) -> None:
        """Submits again what the browser still has: the form as it was, or the one that came back."""
        self._click()

    def look_at_front_page(self) -> None:
        """Notes whether its list of unconfirmed writes names this one."""
        page = self.client.get(FRONT_PAGE).text
        section = re.search(r'aria-labelledby="unconfirmed-title".*?</section>', page, re.DOTALL)
        self.was_shown_unknown |= bool(section and re.search(rf"/customers/{self.customer}/", section[0]))

    def describe(self) -> str:
        return f"{type(self).__name__} {self.text} of customer {self.customer}, at last {self.last_answer}"

    def note(self, response: requests.Response) -> None:
        """Notes what the answer's page says, without its attributes: they hold texts for scripts."""
        text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2])))
        self.was_shown_unknown |= bool(UNKNOWN.search(text))
        self.is_refused = NOT_SENT in text
        reason = text.rpartition("Before sending")[2]
        self.last_answer = f"{response.status_code} {response.headers.get('Location', reason[:600])}"

    def _click(self) -> None:
        for _ in range(CLICKS):
            if not self.read(self.post()):
                return


class FormWrite(Write):
    """A write by a form with a name."""

    path: str
    field: str

    def prepare(self) -> None:
        self.url = self.path.format(customer=self.customer)
        self.form = self.client.open_form(self.url, self.field)

    def post(self) -> requests.Response:
        return self.client.submit(self.form, **{self.field: self.text})

    def read(self, response: requests.Response) -> bool:
        self.note(response)
        is_redirect = response.status_code == 303 and "/sign-in/" not in response.headers["Location"]
        self.is_confirmed = is_redirect or ALREADY_ADDED in response.text
        if self.is_confirmed:
            return False
        with suppress(AssertionError):
            form = Form(response.text, self.field)
            form.action = urljoin(self.form.action, form.action)
            has_new_warnings = form.fields.get("seen", []) != self.form.fields.get("seen", [])
            self.form = form
            return has_new_warnings
        return False


class ContactAdded(FormWrite):
    path, field = "/economic/customers/{customer}/contacts/new/", "name"

    def count_done(self, origin: str) -> int:
        return str(ask_sandbox(origin, f"/customers/{self.customer}/contacts?pagesize=1000")).count(self.text)


class CustomerChanged(FormWrite):
    path, field = "/economic/customers/{customer}/edit/", "address"

    def count_done(self, origin: str) -> int:
        return int(ask_sandbox(origin, f"/customers/{self.customer}").get("address") == self.text)


class DraftSent(Write):
    """A new invoice draft with one line. Its page, which the person comes back to, tells what came of it."""

    def prepare(self) -> None:
        page = self.client.submit(
            self.client.open_form(f"/economic/customers/{self.customer}/", "csrfmiddlewaretoken", "/unsent/")
        )
        self.page = page.headers["Location"]
        lines = self.client.open_form(self.page, "shown", "/lines/")
        added = self.client.submit(lines, product=PRODUCT, description=self.text, quantity="1", unit_net_price="100")
        assert added.status_code == 303, added.text
        self.form = self.client.open_form(self.page, "revision", "/send/")

    def post(self) -> requests.Response:
        return self.client.submit(self.form)

    def follow_up(self) -> None:
        """Opens the draft's page and presses what it offers: Try again, or Send."""
        page = self.client.get(self.page)
        self.note(page)
        if page.status_code != 200:
            self.is_confirmed = page.status_code == 303 and "/drafts/" in page.headers["Location"]
            return
        for part in ("/retry/", "/send/"):
            if self._take_form(page, part):
                self._click()
                return

    def read(self, response: requests.Response) -> bool:
        self.note(response)
        if response.status_code == 303:
            self.is_confirmed = "/drafts/" in response.headers["Location"]
            return False
        return self._take_form(response, "/send/")  # warnings, which the next click accepts

    def _take_form(self, response: requests.Response, part: str) -> bool:
        try:
            form = Form(response.text, "csrfmiddlewaretoken", part)
        except AssertionError:
            return False
        form.action = urljoin(self.client.site, form.action)
        self.form = form
        return True

    def count_done(self, origin: str) -> int:
        drafts = ask_sandbox(
            origin, f"/invoices/drafts?filter=customer.customerNumber$eq:{self.customer}&pagesize=1000"
        )
        collection = drafts["collection"]
        assert isinstance(collection, list)
        numbers = [draft["draftInvoiceNumber"] for draft in collection]
        return sum(self.text in str(ask_sandbox(origin, f"/invoices/drafts/{number}")) for number in numbers)


KINDS: tuple[type[Write], ...] = (ContactAdded, DraftSent, CustomerChanged)
