"""Which VAT is on what: (product group, VAT zone) -> rate, walked through the accounts. All of it is reference."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import partial

from customers.shared.optional_calls import side_by_side
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.records import Account, SalesAccount, VatAccount

NONE = Decimal(0)


def rates(economic: Gateway, groups: Collection[int], zone: int | None) -> Mapping[int, Decimal]:
    """Per cent by product group, for sales in that zone. A rate that cannot be found out is not there: never guessed.

    Three steps at most, each side by side, and each answer is kept for an hour.
    """
    if zone is None:
        return {}
    every = sorted(groups)
    found = side_by_side(economic, [partial(economic.product_groups.sales_accounts, group) for group in every])
    sales = {
        group: account
        for group, accounts in zip(every, found, strict=True)
        if not isinstance(accounts, Unavailable) and (account := _in_zone(accounts, zone))
    }
    codes = _codes(economic, sales)
    wanted = sorted({code for code in codes.values() if code})
    answers = side_by_side(economic, [partial(economic.vat_accounts.get, code) for code in wanted])
    told = dict(zip(wanted, answers, strict=True))
    return {group: rate for group, code in codes.items() if (rate := _rate(code, told)) is not None}


def _in_zone(accounts: list[SalesAccount], zone: int) -> SalesAccount | None:
    return next((each for each in accounts if each.vat_zone.number == zone), None)


def _codes(economic: Gateway, sales: Mapping[int, SalesAccount]) -> dict[int, str]:
    """The VAT code by group; "" where the account has none, and so no VAT."""
    codes = {group: each.sales_account.vat_account for group, each in sales.items()}
    unsaid = sorted({sales[group].sales_account.number for group, code in codes.items() if code is None})
    answers = side_by_side(economic, [partial(economic.accounts.get, number) for number in unsaid])
    accounts: dict[int, Account] = {
        number: each for number, each in zip(unsaid, answers, strict=True) if not isinstance(each, Unavailable)
    }
    found: dict[int, str] = {}
    for group, code in codes.items():
        account = accounts.get(sales[group].sales_account.number)
        if code is not None:
            found[group] = code.vat_code
        elif account is not None:
            found[group] = account.vat_account.vat_code if account.vat_account else ""
    return found


def _rate(code: str, told: Mapping[str, VatAccount | Unavailable]) -> Decimal | None:
    if not code:
        return NONE
    account = told[code]
    return None if isinstance(account, Unavailable) else account.rate_percentage
