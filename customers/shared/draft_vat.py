"""VAT by rate of a draft, which e-conomic does not return."""

from collections.abc import Mapping
from decimal import Decimal

from customers.shared import invoice_math, vat_rates
from customers.shared.invoice_math import SoldLine, Vat
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DraftInvoice, InvoiceLine


def sold_of(line: InvoiceLine, vat_rate: Decimal | None) -> SoldLine:
    """Converts a line with a product for the computation."""
    return SoldLine(
        line.quantity or invoice_math.ZERO,
        line.unit_net_price,
        line.discount_percentage or invoice_math.ZERO,
        line.unit_cost_price or invoice_math.ZERO,
        vat_rate,
    )


def vats(economic: Gateway, draft: DraftInvoice, groups: Mapping[str, int]) -> tuple[Vat, ...]:
    """Computes the draft's VAT by rate. `groups` are its products' groups.

    Returns nothing if a rate is unknown or the totals differ from e-conomic's, since it would be a guess.
    """
    zone = draft.recipient.vat_zone
    sold = [line for line in draft.lines if line.product]
    rates = vat_rates.load_vat_rates(economic, set(groups.values()), zone.number if zone else None)
    ours = invoice_math.compute_totals(
        [sold_of(line, rates.get(groups.get(line.product.product_number, 0))) for line in sold if line.product],
        draft.exchange_rate,
    )
    is_theirs = (ours.net, ours.vat, ours.gross) == (draft.net_amount, draft.vat_amount, draft.gross_amount)
    return ours.vats if is_theirs else ()
