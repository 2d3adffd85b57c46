"""Splits text copied from a spreadsheet into rows and cells, and finds a header row."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

NUMBER, QUANTITY, PRICE, TEXT = 1, 2, 3, 4  # columns, counted from 1
COLUMNS = 4

HEADER_WORDS: Mapping[int, frozenset[str]] = {
    NUMBER: frozenset((
        "varenr", "varenummer", "vare", "produkt", "produktnr", "produktnummer", "artikel", "artikelnr", "nr", "nummer",
        "product", "productno", "productnumber", "item", "itemno", "itemnumber", "article", "articleno", "number", "no",
        "sku",
    )),
    QUANTITY: frozenset(("antal", "antalstk", "stk", "mængde", "kvantum", "quantity", "qty", "pcs", "count")),
    PRICE: frozenset((
        "pris", "priskr", "prisdkk", "stykpris", "stkpris", "enhedspris", "salgspris", "nettopris", "prisprstk",
        "priseksklmoms", "prisexmoms", "price", "unitprice", "netprice", "salesprice",
    )),
    TEXT: frozenset((
        "tekst", "varetekst", "beskrivelse", "varebeskrivelse", "betegnelse", "navn", "varenavn", "produktnavn", "text",
        "description", "name", "productname", "itemname",
    )),
}  # fmt: skip
"""Letters of a heading by column, in Danish and English."""


class CopiedRow(NamedTuple):
    """A row that is not empty. `number` counts rows from 1, `text` is the row as it was copied."""

    number: int
    cells: list[str]
    text: str


def split_rows(text: str) -> Iterator[CopiedRow]:
    """Splits at tabs and line ends. A quoted cell may hold both; a quote that is never closed is a character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = number = 0
    while start < len(lines):
        cells, line_count = _read_record(lines, start)
        number += 1
        if any(cells):
            yield CopiedRow(number, cells, "\n".join(lines[start : start + line_count]))
        start += line_count


def _read_record(lines: list[str], start: int) -> tuple[list[str], int]:
    """Returns the cells of the record that begins on this line, and its number of lines."""
    reader = csv.reader((f"{line}\n" for line in islice(lines, start, None)), dialect="excel-tab", strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        return [cell.strip() for cell in lines[start].split("\t")], 1
    return [cell.strip() for cell in cells], reader.line_num


def join_cells(cells: Sequence[str]) -> str:
    """Joins cells to a row, quoted where needed. Empty cells at the end are left out."""
    length = max((position for position, cell in enumerate(cells, 1) if cell), default=0)
    row = io.StringIO()
    csv.writer(row, dialect="excel-tab", lineterminator="").writerow(cells[:length])
    return row.getvalue()


def is_header(cells: Sequence[str]) -> bool:
    """Whether this first row has headings: words that we know, or no figure in any cell, where figures belong."""
    columns = [_find_column(cell) for cell in cells]
    headings = {column for column in columns if column}
    figures = [cell for cell in cells[QUANTITY - 1 : PRICE] if any(character.isdigit() for character in cell)]
    if figures or headings == {TEXT}:
        return False
    has_digit = any(character.isdigit() for cell in cells for character in cell)
    return bool(headings) or (bool(cells[0]) and any(cells[QUANTITY - 1 : PRICE]) and not has_digit)


def order_by_header(cells: Sequence[str]) -> dict[int, int]:
    """Returns the column of each position, from 0, by the headings; empty if they have our order or none is known."""
    order: dict[int, int] = {}
    for position, cell in enumerate(cells):
        column = _find_column(cell)
        if column == NUMBER and column in order.values():
            column = TEXT  # "Varenr." and "Vare"
        if column and column not in order.values():
            order[position] = column
    return {} if all(column == position + 1 for position, column in order.items()) else order


def arrange_cells(cells: Sequence[str], order: Mapping[int, int]) -> list[str]:
    """Puts the cells in our order. Columns that no heading names come after them."""
    if not order:
        return list(cells)
    arranged = [""] * COLUMNS
    others = []
    for position, cell in enumerate(cells):
        if position in order:
            arranged[order[position] - 1] = cell
        else:
            others.append(cell)
    return arranged + others


def _find_column(heading: str) -> int | None:
    letters = "".join(character for character in heading.partition("(")[0].casefold() if character.isalpha())
    return next((column for column, words in HEADER_WORDS.items() if letters in words), None)
