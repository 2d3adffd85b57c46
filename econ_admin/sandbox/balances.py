"""What a customer owes, as its booked invoices say, and how payments and days change it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from econ_admin.sandbox.collections import Collection, Document, Field, Kind, fold
from econ_admin.sandbox.filter_sql import Condition
from econ_admin.sandbox.invoice_math import EXACT, HUNDRED, in_base, scaled
from econ_admin.sandbox.repository import Books

BOOKED = "booked-invoices"
PAYMENTS = Collection(
    "payments",
    entity="Payment",
    number="paymentNumber",
    order=(),
    fields=(Field("date", Kind.DATE),),
    indexes=("date",),
)
"""What will be paid on days to come, each removed once it is paid. No address leads to them."""
DAYS = Collection("days", entity="Day", number="name", order=(), keyed_by_text=True)
REACHED = "reached"
MOST = -1  # as a limit in SQLite


def reached(day: date) -> tuple[str, Document]:
    """What says that the books stand as on that day, as (noun, document)."""
    return DAYS.noun, {"name": REACHED, "date": day.isoformat()}


def behind(books: Books, today: date) -> bool:
    """Whether days have passed that the books do not know of."""
    return _reached(books) < today.isoformat()


def catch_up(books: Books, today: date) -> None:
    """Let what is to be paid by today be paid, and what fell due before today be due."""
    since = _reached(books)
    if since >= today.isoformat():
        return
    due = Condition('"open" = 1 AND "dueDate" >= ? AND "dueDate" < ?', (since, today.isoformat()))
    paid = [_paid(books, payment) for payment in books.page(PAYMENTS.noun, _by(today), [], MOST).documents]
    for customer in {*filter(None, paid), *(row[0] for row in books.rows(_of(due), due.parameters))}:
        stand(books, customer, today)
    books.keep(*reached(today))


def stand(books: Books, number: int, today: date) -> None:
    """Let a customer's balance and due amount be what its invoices say."""
    customer = books.find("customers", number)
    if customer:
        books.keep("customers", {**customer, **standing(books, customer, today)})


def standing(books: Books, customer: Document, today: date) -> Document:
    """Balance and due amount, in the customer's currency; that what is in others is converted today is inferred."""
    rows = books.rows(
        f"""SELECT "currency" = ?, "dueDate" < ?, sum("hundredthsOpen"), sum("owed") FROM "{BOOKED} columns"
        WHERE parent = ? AND "open" = 1 GROUP BY 1, 2""",  # noqa: S608 -- the noun is our own
        (fold(customer["currency"]), today.isoformat(), customer["customerNumber"]),
    )
    rate = (books.find("currencies", customer["currency"]) or {}).get("exchangeRate", HUNDRED)
    amounts = [
        (due, _own(is_same_currency, remainder, owed, Decimal(rate))) for is_same_currency, due, remainder, owed in rows
    ]
    return {
        "balance": _sum(amount for _, amount in amounts),
        "dueAmount": _sum(amount for due, amount in amounts if due),
    }


def _own(same: int, remainder: float, owed: float, rate: Decimal) -> Decimal:
    """Hundredths as an amount in the customer's currency."""
    if same:
        return Decimal(remainder).scaleb(-2)
    return EXACT.divide(EXACT.multiply(Decimal(owed).scaleb(-2), HUNDRED), rate)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return scaled(sum(amounts, Decimal(0)), 2)


def _reached(books: Books) -> str:
    kept = books.find(DAYS.noun, REACHED)
    return str(kept["date"]) if kept else date.max.isoformat()


def _by(today: date) -> Condition:
    return Condition('"date" <= ?', (today.isoformat(),))


def _of(invoices: Condition) -> str:
    return f'SELECT DISTINCT parent FROM "{BOOKED} columns" WHERE {invoices.sql}'  # noqa: S608 -- our own words


def _paid(books: Books, payment: Document) -> int | None:
    """Take a payment off its invoice. Whose it is; None where the invoice is gone."""
    books.remove(PAYMENTS.noun, payment[PAYMENTS.number])
    invoice = books.find(BOOKED, payment["bookedInvoice"]["bookedInvoiceNumber"])
    if invoice is None:
        return None
    remainder = scaled(invoice["remainder"] - payment["amount"], 2)
    in_kroner = in_base(remainder, invoice["exchangeRate"])
    books.keep(BOOKED, {**invoice, "remainder": remainder, "remainderInBaseCurrency": in_kroner})
    number: int = invoice["customer"]["customerNumber"]
    return number
