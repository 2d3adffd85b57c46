"""What stands under a customer: the five verbs that contacts and delivery locations share."""

from dataclasses import dataclass

from econ_admin.sandbox.body_validation import Rules
from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded, not_in_use
from econ_admin.sandbox.error_responses import Wrong, invalid
from econ_admin.sandbox.filter_sql import under
from econ_admin.sandbox.pagination import Shown, listing
from econ_admin.sandbox.request import Call, Reply, Routes


@dataclass(frozen=True, slots=True)
class Below:
    """A collection under each customer. The numbers in its body must agree with those in the address."""

    collection: Collection
    owners: Collection
    post: Rules
    put: Rules
    shown: Shown
    pointed_at_by: tuple[str, ...]  # properties of the customer

    def routes(self) -> Routes:
        """Its two addresses."""
        many = f"/customers/<int:customer>/{self.collection.noun}"
        return {
            many: {"GET": self.list, "POST": self.add},
            f"{many}/<int:number>": {"GET": self.one, "PUT": self.replace, "DELETE": self.remove},
        }

    def list(self, call: Call, customer: int) -> Reply:
        """GET, the customer's own."""
        demanded(call, self.owners, customer)
        return listing(call, self.collection, self.shown, under(customer))

    def one(self, call: Call, customer: int, number: int) -> Reply:
        """GET, one of them."""
        demanded(call, self.owners, customer)
        return Reply(200, self.shown(demanded(call, self.collection, number, customer), call.links))

    def add(self, call: Call, customer: int) -> Reply:
        """POST; the server numbers it, unique in the agreement."""
        demanded(call, self.owners, customer)
        sent = self.post.taken(call.body(), call.links.root)
        number = call.books.next_number(self.collection.noun)
        place = call.books.next_sort_key(self.collection.noun, customer)
        return self._kept(call, 201, {"sortKey": place, **sent}, customer, number)

    def replace(self, call: Call, customer: int, number: int) -> Reply:
        """PUT; unlike a customer, one that is not there cannot be made so, since its number is the server's."""
        demanded(call, self.owners, customer)
        before = demanded(call, self.collection, number, customer)
        sent = self.put.taken(call.body(), call.links.root)
        if sent.get(self.collection.number, number) != number:
            name, given = self.collection.number, sent[self.collection.number]
            message = f"{self.collection.entity} '{given}' does not match the address."
            raise invalid([Wrong(name, message, "E04300", given, "The number cannot be changed.")])
        return self._kept(call, 200, {"sortKey": before["sortKey"], **sent}, customer, number)

    def remove(self, call: Call, customer: int, number: int) -> Reply:
        """DELETE; a customer that pointed at it points at nothing then."""
        owner = demanded(call, self.owners, customer)
        demanded(call, self.collection, number, customer)
        not_in_use(call, self.collection, number)
        pointing = [
            property_name
            for property_name in self.pointed_at_by
            if owner.get(property_name, {}).get(self.collection.number) == number
        ]
        if pointing:
            call.books.keep(self.owners.noun, {key: owner[key] for key in owner if key not in pointing})
        call.books.remove(self.collection.noun, number)
        return Reply(204)

    def _kept(self, call: Call, status: int, kept: Document, customer: int, number: int) -> Reply:
        document = {**kept, self.collection.number: number, "customer": {"customerNumber": customer}}
        call.books.keep(self.collection.noun, document)
        answer = self.shown(document, call.links)
        return Reply(status, answer, {"Location": answer["self"]} if status == 201 else {})
