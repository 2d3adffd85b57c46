"""Endpoints below a customer: the five operations that contacts and delivery locations share."""

from dataclasses import dataclass

from econ_admin.sandbox.body_validation import BodySchema
from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404, raise_if_in_use
from econ_admin.sandbox.error_responses import FieldError, validation_error
from econ_admin.sandbox.filter_sql import has_parent
from econ_admin.sandbox.pagination import Serializer, build_list_response
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes


@dataclass(frozen=True, slots=True)
class ChildEndpoints:
    """A collection below each customer. Numbers in a body must match those in the URL."""

    collection: Collection
    parent_collection: Collection
    post_schema: BodySchema
    put_schema: BodySchema
    serialize: Serializer
    referencing_properties: tuple[str, ...]  # properties of the customer that refer to it

    def build_routes(self) -> Routes:
        """Returns the routes of the collection and of its documents."""
        list_path = f"/customers/<int:customer>/{self.collection.noun}"
        return {
            list_path: {"GET": self.list_documents, "POST": self.add_document},
            f"{list_path}/<int:number>": {
                "GET": self.get_document,
                "PUT": self.replace_document,
                "DELETE": self.remove_document,
            },
        }

    def list_documents(self, request: ApiRequest, customer: int) -> ApiResponse:
        """GET all of a customer."""
        get_or_404(request, self.parent_collection, customer)
        return build_list_response(request, self.collection, self.serialize, has_parent(customer))

    def get_document(self, request: ApiRequest, customer: int, number: int) -> ApiResponse:
        """GET one."""
        get_or_404(request, self.parent_collection, customer)
        return ApiResponse(200, self.serialize(get_or_404(request, self.collection, number, customer), request.links))

    def add_document(self, request: ApiRequest, customer: int) -> ApiResponse:
        """POST; the server assigns a number, unique in the agreement."""
        get_or_404(request, self.parent_collection, customer)
        body = self.post_schema.validate(request.parse_body(), request.links.root)
        number = request.repository.next_number(self.collection.noun)
        sort_key = request.repository.next_sort_key(self.collection.noun, customer)
        return self._save(request, 201, {"sortKey": sort_key, **body}, customer, number)

    def replace_document(self, request: ApiRequest, customer: int, number: int) -> ApiResponse:
        """PUT; unlike for customers, an unknown number is a 404, since the server assigns the numbers."""
        get_or_404(request, self.parent_collection, customer)
        existing = get_or_404(request, self.collection, number, customer)
        body = self.put_schema.validate(request.parse_body(), request.links.root)
        if body.get(self.collection.key_field, number) != number:
            name, sent_number = self.collection.key_field, body[self.collection.key_field]
            message = f"{self.collection.entity} '{sent_number}' does not match the address."
            raise validation_error([FieldError(name, message, "E04300", sent_number, "The number cannot be changed.")])
        return self._save(request, 200, {"sortKey": existing["sortKey"], **body}, customer, number)

    def remove_document(self, request: ApiRequest, customer: int, number: int) -> ApiResponse:
        """DELETE; also removes the customer's references to it."""
        customer_document = get_or_404(request, self.parent_collection, customer)
        get_or_404(request, self.collection, number, customer)
        raise_if_in_use(request, self.collection, number)
        referencing = [
            property_name
            for property_name in self.referencing_properties
            if customer_document.get(property_name, {}).get(self.collection.key_field) == number
        ]
        if referencing:
            request.repository.save(
                self.parent_collection.noun,
                {key: customer_document[key] for key in customer_document if key not in referencing},
            )
        request.repository.remove(self.collection.noun, number)
        return ApiResponse(204)

    def _save(self, request: ApiRequest, status: int, properties: Document, customer: int, number: int) -> ApiResponse:
        document = {**properties, self.collection.key_field: number, "customer": {"customerNumber": customer}}
        request.repository.save(self.collection.noun, document)
        body = self.serialize(document, request.links)
        return ApiResponse(status, body, {"Location": body["self"]} if status == 201 else {})
