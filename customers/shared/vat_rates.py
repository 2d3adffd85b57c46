"""Looks up VAT rates: (product group, VAT zone) -> rate, through sales accounts and VAT accounts."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import partial

from customers.shared.optional_calls import side_by_side
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.records import Account, SalesAccount, VatAccount

ZERO_RATE = Decimal(0)


def load_vat_rates(economic: Gateway, groups: Collection[int], zone: int | None) -> Mapping[int, Decimal]:
    """Returns per cent by product group, for sales in the zone. Unknown rates are left out.

    Takes at most three round trips. Responses are cached for an hour.
    """
    if zone is None:
        return {}
    sorted_groups = sorted(groups)
    account_lists = side_by_side(
        economic, [partial(economic.product_groups.sales_accounts, group) for group in sorted_groups]
    )
    sales_accounts = {
        group: account
        for group, accounts in zip(sorted_groups, account_lists, strict=True)
        if not isinstance(accounts, Unavailable) and (account := _find_zone_account(accounts, zone))
    }
    codes = _load_vat_codes(economic, sales_accounts)
    vat_codes = sorted({code for code in codes.values() if code})
    answers = side_by_side(economic, [partial(economic.vat_accounts.get, code) for code in vat_codes])
    vat_accounts = dict(zip(vat_codes, answers, strict=True))
    return {group: rate for group, code in codes.items() if (rate := _get_rate(code, vat_accounts)) is not None}


def _find_zone_account(accounts: list[SalesAccount], zone: int) -> SalesAccount | None:
    return next((account for account in accounts if account.vat_zone.number == zone), None)


def _load_vat_codes(economic: Gateway, sales_accounts: Mapping[int, SalesAccount]) -> dict[int, str]:
    """Returns the VAT code by group; "" for an account without VAT."""
    codes = {group: sales_account.sales_account.vat_account for group, sales_account in sales_accounts.items()}
    incomplete = sorted({sales_accounts[group].sales_account.number for group, code in codes.items() if code is None})
    answers = side_by_side(economic, [partial(economic.accounts.get, number) for number in incomplete])
    accounts: dict[int, Account] = {
        number: answer
        for number, answer in zip(incomplete, answers, strict=True)
        if not isinstance(answer, Unavailable)
    }
    vat_codes: dict[int, str] = {}
    for group, code in codes.items():
        account = accounts.get(sales_accounts[group].sales_account.number)
        if code is not None:
            vat_codes[group] = code.vat_code
        elif account is not None:
            vat_codes[group] = account.vat_account.vat_code if account.vat_account else ""
    return vat_codes


def _get_rate(code: str, vat_accounts: Mapping[str, VatAccount | Unavailable]) -> Decimal | None:
    if not code:
        return ZERO_RATE
    account = vat_accounts[code]
    return None if isinstance(account, Unavailable) else account.rate_percentage
