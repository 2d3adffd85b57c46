"""VAT accounts."""

from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import VatAccount
from econ_admin.gateway.transport import Transport


class VatAccounts:
    """Reads the agreement's VAT accounts, one by one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, code: str) -> VatAccount:
        return self._transport.get(ResourcePath("vat-accounts", "vat-accounts").item(code), VatAccount)
