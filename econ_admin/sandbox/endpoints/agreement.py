"""The agreement of the tokens: /self."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import get_or_404
from econ_admin.sandbox.links import LinkBuilder
from econ_admin.sandbox.request import ApiRequest, ApiResponse, Routes

COLLECTION = Collection(
    "self",
    entity="Agreement",
    key_field="agreementNumber",
    wire_order=(
        "agreementNumber",
        "agreementType",
        "userName",
        "signupDate",
        "user",
        "company",
        "bankInformation",
        "application",
        "settings",
        "companyAffiliation",
        "canSendElectronicInvoice",
        "modules",
        "self",
    ),
)


def serialize_agreement(agreement: Document, links: LinkBuilder) -> Document:
    """Returns the wire form, with links."""
    language = agreement["user"]["language"]
    application = agreement["application"]
    return COLLECTION.order_keys(
        {
            **agreement,
            "user": {
                **agreement["user"],
                "language": {**language, "self": links.build_url(f"languages/{language['languageNumber']}")},
            },
            "application": {**application, "self": links.build_url(f"apps/{application['appNumber']}")},
            "modules": [
                {**module, "self": links.build_url(f"modules/agreement/{module['moduleNumber']}")}
                for module in agreement["modules"]
            ],
            "self": links.build_url("self"),
        }
    )


def get_agreement(request: ApiRequest) -> ApiResponse:
    """GET /self."""
    return ApiResponse(
        200,
        serialize_agreement(get_or_404(request, COLLECTION, request.repository.get_only_key("self")), request.links),
    )


ROUTES: Routes = {"/self": {"GET": get_agreement}}
