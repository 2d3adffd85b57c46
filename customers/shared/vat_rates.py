"""Looks up VAT rates: (product group, VAT zone) -> rate, through sales accounts and VAT accounts."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from customers.shared.optional_calls import side_by_side
from econ_admin.gateway import Gateway, Unavailable
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Account, SalesAccount, VatAccount

ZERO_RATE = Decimal(0)


class VatRates(NamedTuple):
    """VAT rates by product group. `unanswered` are groups for which a call failed; all others have no rate."""

    rates: Mapping[int, Decimal]
    unanswered: frozenset[int] = frozenset()


def load_vat_rates(economic: Gateway, groups: Collection[int], zone: int | None) -> Mapping[int, Decimal]:
    """Returns per cent by product group, for sales in the zone. Unknown rates are left out."""
    return find_vat_rates(economic, groups, zone).rates


def find_vat_rates(economic: Gateway, groups: Collection[int], zone: int | None) -> VatRates:
    """Returns per cent by product group, for sales in the zone, and the groups for which e-conomic did not answer.

    Takes at most three round trips. Responses are cached for an hour.
    """
    if zone is None:
        return VatRates({})
    sorted_groups = sorted(groups)
    account_lists = side_by_side(
        economic, [partial(economic.product_groups.sales_accounts, group) for group in sorted_groups]
    )
    answers = dict(zip(sorted_groups, account_lists, strict=True))
    sales_accounts = {
        group: account
        for group, accounts in answers.items()
        if not isinstance(accounts, Unavailable) and (account := _find_zone_account(accounts, zone))
    }
    codes = _load_vat_codes(economic, sales_accounts)
    vat_codes = sorted({code for code in codes.values() if code})
    vat_answers = side_by_side(economic, [partial(economic.vat_accounts.get, code) for code in vat_codes])
    vat_accounts = dict(zip(vat_codes, vat_answers, strict=True))
    rates = {group: rate for group, code in codes.items() if (rate := _get_rate(code, vat_accounts)) is not None}
    failed = {group for group, accounts in answers.items() if _is_failure(accounts)}
    failed |= set(sales_accounts) - set(codes)  # the account could not be loaded
    failed |= {group for group, code in codes.items() if code and _is_failure(vat_accounts[code])}
    return VatRates(rates, frozenset(failed))


def _is_failure(answer: object) -> bool:
    """Whether a call failed. That e-conomic has no such thing is an answer."""
    return isinstance(answer, Unavailable) and not isinstance(answer.error, NotFound)


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
