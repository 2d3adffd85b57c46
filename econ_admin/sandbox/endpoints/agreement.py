"""The agreement that is spoken with: /self."""

from econ_admin.sandbox.collections import Collection, Document
from econ_admin.sandbox.endpoints.readonly_endpoints import demanded
from econ_admin.sandbox.links import Links
from econ_admin.sandbox.request import Call, Reply, Routes

COLLECTION = Collection(
    "self",
    entity="Agreement",
    number="agreementNumber",
    order=(
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


def shown(agreement: Document, links: Links) -> Document:
    """On the wire, with the links inside it."""
    language = agreement["user"]["language"]
    application = agreement["application"]
    return COLLECTION.ordered(
        {
            **agreement,
            "user": {
                **agreement["user"],
                "language": {**language, "self": links.to(f"languages/{language['languageNumber']}")},
            },
            "application": {**application, "self": links.to(f"apps/{application['appNumber']}")},
            "modules": [
                {**module, "self": links.to(f"modules/agreement/{module['moduleNumber']}")}
                for module in agreement["modules"]
            ],
            "self": links.to("self"),
        }
    )


def one(call: Call) -> Reply:
    """GET /self."""
    return Reply(200, shown(demanded(call, COLLECTION, call.books.only("self")), call.links))


ROUTES: Routes = {"/self": {"GET": one}}
