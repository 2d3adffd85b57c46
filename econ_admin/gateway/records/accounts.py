"""Accounts."""

from decimal import Decimal
from typing import Annotated

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.limits import Limit
from econ_admin.gateway.records.references import VatAccountReference
from econ_admin.gateway.records.values import Identifier


class Account(Record, frozen=True):
    """An account of the books. Sales on an account without a VAT account bear no VAT."""

    account_number: Identifier
    name: Annotated[str, Limit(125)] = ""
    account_type: str = ""
    vat_account: VatAccountReference | None = None
    barred: bool = False
    block_direct_entries: bool = False
    debit_credit: str = ""
    balance: Decimal | None = None
    draft_balance: Decimal | None = None
