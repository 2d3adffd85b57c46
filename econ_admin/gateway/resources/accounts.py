"""Accounts."""

from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import Account
from econ_admin.gateway.transport import Transport


class Accounts:
    """Reads the agreement's accounts, one by one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, account: int) -> Account:
        return self._transport.get(ResourcePath("accounts", "accounts").item(account), Account)
