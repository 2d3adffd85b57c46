"""Writes the rows of the grid as HTML.

As strings, like the rows of lists (customers/shared/table.py): a template took half of the editor's time for them.
Texts are escaped here.
"""

from collections.abc import Mapping, Sequence
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from customers.drafting.grid.grid_row import GridCell, GridRow, get_control_labels
from econ_admin.templatetags.ui import icon, options

COMBOBOX = 'role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="products"'
BUTTON_ICONS = {"up": "arrow-up", "down": "arrow-down", "duplicate": "plus", "remove": "x"}


class RowWriter:
    """Writes rows, also the empty one for a new line. What all of them share is built once."""

    def __init__(
        self,
        labels: Mapping[str, str],
        units: Sequence[tuple[str, str]],
        lines_url: str,
        draft_url: str,
        hidden_fields: str,
    ) -> None:
        """`labels` are those of the columns; `hidden_fields` is the HTML that each row's form begins with."""
        self._labels = {name: escape(label) for name, label in labels.items()}
        self._control_labels = {name: escape(label) for name, label in get_control_labels().items()}
        self._units, self._unit_options = units, dict[str, str]()
        self._lines_url, self._draft_url, self._hidden_fields = escape(lines_url), draft_url, hidden_fields
        self._product, self._save, self._add = escape(_("Product")), escape(_("Save")), escape(_("Add"))
        self._buttons = [(act, icon(name)) for act, name in BUTTON_ICONS.items()]

    def write(self, row: GridRow) -> str:
        """Returns the row as HTML."""
        key, names = row.key, {name: label % {"line": row.number} for name, label in self._control_labels.items()}
        placeholder = "" if row.pk else f' placeholder="{self._product}"'
        product_attributes = f'{COMBOBOX} aria-label="{names["product"]}"{placeholder}'
        without_cost = " none" if row.is_text or not row.pk else ""
        buttons = self._write_buttons(key, names) if row.pk else ""
        messages = self._render_messages(row, names) if row.has_messages else ""

        def write_number(name: str, css: str) -> str:
            attributes = f'inputmode="decimal" aria-label="{names[name]}"'
            return self._write_input(key, row.cells[name], css, "num", attributes)

        return (
            f'<tr id="line-{key}" role="row" data-autosave{"" if row.pk else " data-new"}>\n'
            f"{self._write_input(key, row.cells['product'], 'l-nr', 'tnum', product_attributes)}"
            f"{self._write_description(row, names['description'])}"
            f"{write_number('quantity', 'l-qty')}"
            f"{self._write_unit(key, row.cells['unit'], names['unit'])}"
            f"{write_number('unit_net_price', 'l-price')}"
            f"{write_number('discount_percentage', 'l-disc')}"
            f'<td class="l-sum" role="cell" data-label="{self._labels["net"]}">'
            f"<output>{escape(row.net)}</output></td>\n"
            f'<td class="l-end" role="cell" data-form>\n{self._write_form(row, names)}{buttons}</td>\n'
            f"{write_number('unit_cost_price', f'l-cost{without_cost}')}"
            f'<td class="l-margin{without_cost}" role="cell" data-label="{self._labels["margin"]}">'
            f"<output>{escape(row.margin)}</output></td>\n"
            f'<td class="l-messages" role="cell">{messages}</td>\n</tr>'
        )

    def _open_cell(self, name: str, css: str) -> str:
        return f'<td class="{css}" role="cell" data-cell="{name}" data-label="{self._labels[name]}">'

    def _write_input(self, key: str, cell: GridCell, cell_css: str, css: str, attributes: str) -> str:
        name, previous, description = cell.name, "", _describe(key, cell, has_previous=bool(cell.previous))
        if cell.previous:
            previous = f'<small class="was" id="c-{key}-{name}-was">{escape(cell.previous)}</small>'
        return (
            f'{self._open_cell(name, cell_css)}<input class="{css}" {_identify(key, name)} autocomplete="off" '
            f'{attributes} value="{escape(cell.value)}"{description}>{previous}</td>\n'
        )

    def _write_description(self, row: GridRow, label: str) -> str:
        key, cell = row.key, row.cells["description"]
        return (
            f'{self._open_cell(cell.name, "l-text")}<textarea {_identify(key, cell.name)} rows="{row.text_lines}" '
            f'autocomplete="off" aria-label="{label}"{_describe(key, cell)}>\n{escape(cell.value)}</textarea></td>\n'
        )

    def _write_unit(self, key: str, cell: GridCell, label: str) -> str:
        if cell.value not in self._unit_options:
            self._unit_options[cell.value] = options(self._units, cell.value)
        return (
            f"{self._open_cell(cell.name, 'l-unit')}"
            f'<select {_identify(key, cell.name)} aria-label="{label}"{_describe(key, cell)}>'
            f'<option value=""></option>{self._unit_options[cell.value]}</select></td>\n'
        )

    def _write_form(self, row: GridRow, names: Mapping[str, str]) -> str:
        key = row.key
        url, submit = (f"{self._lines_url}{key}/", self._save) if row.pk else (self._lines_url, self._add)
        return (
            f'<form id="form-{key}" method="post" action="{url}">{self._hidden_fields}'
            f'<input type="hidden" name="revision" value="{row.revision}">'
            f'<input type="hidden" name="shown" value="{escape(row.original_json)}">'
            f'<noscript><button class="btn btn-small" type="submit">{submit}'
            f'<span class="sr"> {names["line"]}</span></button></noscript></form>'
        )

    def _write_buttons(self, key: str, names: Mapping[str, str]) -> str:
        buttons = [
            f'<button type="submit" form="form-{key}" name="act" value="{act}" aria-label="{names[act]}">{image}'
            "</button>"
            for act, image in self._buttons
        ]
        return f'<span class="row-buttons">{"".join(buttons)}</span>'

    def _render_messages(self, row: GridRow, names: Mapping[str, str]) -> str:
        context = {"row": row, "form": row.key, "reprice": SafeString(names["reprice"]), "draft_url": self._draft_url}
        return render_to_string("drafting/row_messages.html", context)


def _identify(key: str, name: str) -> str:
    """Returns the attributes that tie a control to its row's form."""
    return f'id="c-{key}-{name}" name="{name}" form="form-{key}"'


def _describe(key: str, cell: GridCell, *, has_previous: bool = False) -> str:
    """Returns the attributes that tie a control to its messages. `has_previous`: the figure before is beside it."""
    ids = [f"c-{key}-{cell.name}-error"] * bool(cell.errors) + [f"c-{key}-{cell.name}-was"] * has_previous
    invalid = ' aria-invalid="true"' if cell.errors else ""
    return f'{invalid} aria-describedby="{" ".join(ids)}"' if ids else ""
