"""Customer balances, computed from booked invoices, and their change through payments and due dates."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from econ_admin.sandbox.collections import Collection, Document, Field, Kind, fold
from econ_admin.sandbox.filter_sql import Condition
from econ_admin.sandbox.invoice_math import EXACT_CONTEXT, HUNDRED, convert_to_base, round_amount
from econ_admin.sandbox.repository import Repository

BOOKED_NOUN = "booked-invoices"
PAYMENTS = Collection(
    "payments",
    entity="Payment",
    key_field="paymentNumber",
    wire_order=(),
    fields=(Field("date", Kind.DATE),),
    extra_indexes=("date",),
)
"""Future payments of the seed; each is removed once paid. The API has no endpoint for them."""
REACHED_DAYS = Collection("days", entity="Day", key_field="name", wire_order=(), keyed_by_text=True)
REACHED_DAY_KEY = "reached"
NO_LIMIT = -1  # means no limit in SQLite


def build_reached_day(day: date) -> tuple[str, Document]:
    """Returns the document that records the day that the data has reached, as (noun, document)."""
    return REACHED_DAYS.noun, {"name": REACHED_DAY_KEY, "date": day.isoformat()}


def is_behind(repository: Repository, today: date) -> bool:
    """Tells whether the data has not reached today."""
    return _get_reached_day(repository) < today.isoformat()


def catch_up(repository: Repository, today: date) -> None:
    """Applies the payments due by today, and updates the customers whose invoices became overdue."""
    reached_day = _get_reached_day(repository)
    if reached_day >= today.isoformat():
        return
    newly_overdue = Condition('"open" = 1 AND "dueDate" >= ? AND "dueDate" < ?', (reached_day, today.isoformat()))
    paid_customers = [
        _apply_payment(repository, payment)
        for payment in repository.load_page(PAYMENTS.noun, _is_dated_by(today), [], NO_LIMIT).documents
    ]
    for customer in {
        *filter(None, paid_customers),
        *(row[0] for row in repository.fetch_rows(_select_customers(newly_overdue), newly_overdue.parameters)),
    }:
        update_balance(repository, customer, today)
    repository.save(*build_reached_day(today))


def update_balance(repository: Repository, number: int, today: date) -> None:
    """Recalculates a customer's balance and due amount."""
    customer = repository.find("customers", number)
    if customer:
        repository.save("customers", {**customer, **calculate_balance(repository, customer, today)})


def calculate_balance(repository: Repository, customer: Document, today: date) -> Document:
    """Calculates balance and due amount in the customer's currency. Inferred: other currencies are converted at today's
    rate."""
    rows = repository.fetch_rows(
        f"""SELECT "currency" = ?, "dueDate" < ?, sum("hundredthsOpen"), sum("owed") FROM "{BOOKED_NOUN} columns"
        WHERE parent = ? AND "open" = 1 GROUP BY 1, 2""",  # noqa: S608 -- the noun is our own
        (fold(customer["currency"]), today.isoformat(), customer["customerNumber"]),
    )
    exchange_rate = (repository.find("currencies", customer["currency"]) or {}).get("exchangeRate", HUNDRED)
    amounts_by_due = [
        (due, _convert_to_own_currency(is_same_currency, remainder, owed, Decimal(exchange_rate)))
        for is_same_currency, due, remainder, owed in rows
    ]
    return {
        "balance": _sum_amounts(amount for _, amount in amounts_by_due),
        "dueAmount": _sum_amounts(amount for due, amount in amounts_by_due if due),
    }


def _convert_to_own_currency(
    is_same_currency: int, remainder: float, owed_in_base: float, exchange_rate: Decimal
) -> Decimal:
    """Converts hundredths to an amount in the customer's currency."""
    if is_same_currency:
        return Decimal(remainder).scaleb(-2)
    return EXACT_CONTEXT.divide(EXACT_CONTEXT.multiply(Decimal(owed_in_base).scaleb(-2), HUNDRED), exchange_rate)


def _sum_amounts(amounts: Iterable[Decimal]) -> Decimal:
    return round_amount(sum(amounts, Decimal(0)), 2)


def _get_reached_day(repository: Repository) -> str:
    document = repository.find(REACHED_DAYS.noun, REACHED_DAY_KEY)
    return str(document["date"]) if document else date.max.isoformat()


def _is_dated_by(today: date) -> Condition:
    return Condition('"date" <= ?', (today.isoformat(),))


def _select_customers(condition: Condition) -> str:
    return f'SELECT DISTINCT parent FROM "{BOOKED_NOUN} columns" WHERE {condition.sql}'  # noqa: S608 -- our own words


def _apply_payment(repository: Repository, payment: Document) -> int | None:
    """Applies a payment to its invoice. Returns the customer's number; None if the invoice no longer exists."""
    repository.remove(PAYMENTS.noun, payment[PAYMENTS.key_field])
    invoice = repository.find(BOOKED_NOUN, payment["bookedInvoice"]["bookedInvoiceNumber"])
    if invoice is None:
        return None
    remainder = round_amount(invoice["remainder"] - payment["amount"], 2)
    remainder_in_base = convert_to_base(remainder, invoice["exchangeRate"])
    repository.save(BOOKED_NOUN, {**invoice, "remainder": remainder, "remainderInBaseCurrency": remainder_in_base})
    number: int = invoice["customer"]["customerNumber"]
    return number
