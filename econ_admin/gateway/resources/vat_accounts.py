"""VAT accounts."""

from econ_admin.gateway.paths import Place
from econ_admin.gateway.records import VatAccount
from econ_admin.gateway.transport import Transport


class VatAccounts:
    """The agreement's VAT accounts, one by one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, code: str) -> VatAccount:
        return self._transport.get(Place("vat-accounts", "vat-accounts").at(code), VatAccount)
