"""An e-conomic with several agreements, each with its own data: the grant token says whose is answered."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import Seed
from econ_admin.sandbox.rate_limit import RateLimit
from econ_admin.sandbox.seed import generate_documents

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

APP_TOKEN = "app-secret-of-the-office-1f7a"
ALFA_TOKEN, BRAVO_TOKEN = "grant-token-of-ALFA-QUX-31c9", "grant-token-of-BRAVO-QUX-77e2"
TOKENS = (APP_TOKEN, ALFA_TOKEN, BRAVO_TOKEN)
NUMBERS = {"Alfa": 710001, "Bravo": 710002}
SIZES = {"Alfa": 60, "Bravo": 41}
GRANTS = {"Alfa": ALFA_TOKEN, "Bravo": BRAVO_TOKEN}


class Office:
    """Passes each request on to the sandbox of its grant token; without a known one to the first, which refuses it."""

    def __init__(self, sandboxes: dict[str, Sandbox]) -> None:
        self.sandboxes = sandboxes

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        is_our_app = environ.pop("HTTP_X_APPSECRETTOKEN", "") == APP_TOKEN
        grant = environ.pop("HTTP_X_AGREEMENTGRANTTOKEN", "")
        sandbox = self.sandboxes.get(grant)
        if sandbox is None or not is_our_app:
            return next(iter(self.sandboxes.values()))(environ, start_response)
        tokens = {"HTTP_X_APPSECRETTOKEN": "sandbox", "HTTP_X_AGREEMENTGRANTTOKEN": "sandbox"}
        return sandbox(environ | tokens, start_response)


def seed_agreement(company: str) -> Seed:
    """The documents of a company whose name is in that of each of its customers."""

    def generate(size: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
        for noun, document in generate_documents(size, day):
            yield noun, _rename(noun, document, company)

    return generate


def _rename(noun: str, document: dict[str, Any], company: str) -> dict[str, Any]:
    if noun == "self":
        own = {**document["company"], "name": f"{company} A/S"}
        return {**document, "agreementNumber": NUMBERS[company], "company": own}
    renamed = {
        name: _rename("", value, company) if isinstance(value, dict) else value for name, value in document.items()
    }
    if noun == "customers" or {"vatZone", "name"} <= document.keys():
        renamed["name"] = f"{company} {document['name']}"
    return renamed


def open_office(folder: Path, day: date) -> Office:
    """The office with the stores of this folder, seeded if they are new."""
    rate = RateLimit(10_000_000)
    return Office(
        {
            GRANTS[company]: Sandbox(
                folder / f"{company}.sqlite", size, day, rate_limit=rate, seed=seed_agreement(company)
            )
            for company, size in SIZES.items()
        }
    )
