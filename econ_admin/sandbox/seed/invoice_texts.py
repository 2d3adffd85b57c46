"""Generates what people type on invoices: texts above and below the lines, lines of text, references.

It has its own random stream per customer, so that no amount depends on it.
"""

from collections.abc import Sequence
from typing import Any

from econ_admin.sandbox.seed.random_stream import RandomStream

Document = dict[str, Any]

STREAM = 5 << 40
SELLERS = (1, 2, 3, 4, 5)  # numbers of employees who still work here
TEXTS_ABOVE = (
    "Vi takker for jeres ordre og fakturerer hermed som aftalt.",
    "Leveret i henhold til følgeseddel. Reklamation skal ske inden 8 dage.",
    "Faktura for arbejde udført i perioden. Timesedler kan rekvireres hos bogholderiet.",
    "Aconto efter aftale.\nRestbeløbet faktureres, når sagen er afsluttet.",
    "Mærket: indgang B, 2. sal",
)
TEXTS_BELOW = (
    "Vi takker for ordren og ser frem til et fortsat godt samarbejde.",
    "Ved betaling efter forfald tilskrives renter efter renteloven.",
    "Husk at oplyse fakturanummer ved betaling.",
    "Varerne forbliver vores ejendom, indtil hele købesummen er betalt.\nSpørgsmål: bogholderi@nordlyshandel.dk",
)
LINE_TEXTS = (
    "Arbejde udført i uge {}:",
    "Ordre {} er hermed fuldt leveret.",
    "Rekvirent: afdeling {}",
    "Leveret på byggeplads {}, afleveret ved skuret.",
    "Restordre leveres i uge {}.",
)
CREDIT_REASONS = (
    "Krediteret efter aftale, varen er returneret.",
    "Godtgørelse for forsinket levering.",
    "Fejl i antal på den oprindelige faktura.",
    "Varen var beskadiget ved modtagelsen.",
)
PEPPOL_COUNTRIES = frozenset({"Norge", "Sverige"})


class InvoiceTexts:
    """Generates the texts of one customer's invoices, in their order."""

    def __init__(self, index: int) -> None:
        self._stream = RandomStream(STREAM + index)

    def generate_notes(self) -> Document:
        """Returns the texts above and below the lines: 20 % and 35 % of invoices have one."""
        stream = self._stream
        above = {"textLine1": stream.pick(TEXTS_ABOVE)} if stream.chance(0.2) else {}
        below = {"textLine2": stream.pick(TEXTS_BELOW)} if stream.chance(0.35) else {}
        return above | below

    def add_booked_lines(self, lines: Sequence[Document], *, is_credit_note: bool) -> list[Document]:
        """Returns a booked invoice's lines, numbered; 12 % of invoices and 60 % of credit notes have a line of text."""
        stream = self._stream
        texts: list[Document] = []
        if stream.chance(0.6 if is_credit_note else 0.12):
            reason = stream.pick(CREDIT_REASONS)
            text = stream.pick(LINE_TEXTS).format(stream.between(1, 52))
            texts = [{"description": reason if is_credit_note else text}]
        unnumbered = [*texts, *lines] if stream.chance(0.5) else [*lines, *texts]
        return [line | {"lineNumber": number, "sortKey": number} for number, line in enumerate(unnumbered, 1)]

    def generate_vendor_reference(self) -> Document:
        """Returns a reference to a second employee, as 15 % of invoices have one."""
        return {"vendorReference": {"employeeNumber": self._stream.pick(SELLERS)}} if self._stream.chance(0.15) else {}

    def generate_nem_handel_type(self, recipient: Document) -> Document:
        """Returns how a recipient gets electronic invoices: by EAN number, else some by CVR number or Peppol."""
        if recipient.get("ean"):
            return {"nemHandelType": "ean"}
        if recipient.get("country") in PEPPOL_COUNTRIES:
            return {"nemHandelType": "peppol"}
        has_number = recipient.get("cvr") and self._stream.chance(0.4)
        return {"nemHandelType": "corporateIdentificationNumber"} if has_number else {}

    def generate_external_id(self) -> Document:
        """Returns the id that a web shop gave a draft, as one in four has one."""
        return {"externalId": f"WEB-{self._stream.digits(5)}"} if self._stream.chance(0.25) else {}
