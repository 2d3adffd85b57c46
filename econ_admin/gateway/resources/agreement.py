"""The agreement itself."""

from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import Agreement
from econ_admin.gateway.transport import Transport


class Agreements:
    """Reads the agreement that the tokens belong to."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self) -> Agreement:
        return self._transport.get(ResourcePath("self", "self"), Agreement)
