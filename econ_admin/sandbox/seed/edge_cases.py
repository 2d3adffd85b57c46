"""Ten customers with texts that break careless pages: the 51st to the 60th in every seed large enough."""

from typing import Any

FIRST_INDEX = 50
"""The index of the first, from 0: after a page of 50, but within a small sandbox."""

RIGHT_TO_LEFT = "\u202e"

CUSTOMER_OVERLAYS: tuple[dict[str, Any], ...] = (
    {"name": "<script>alert(1)</script>", "address": "<script>alert(2)</script>", "website": "javascript:alert(1)"},
    {"name": '"><img src=x onerror=alert(1)>', "email": '"><img src=x onerror=alert(2)>@example.dk'},
    {"name": f"Omvendt {RIGHT_TO_LEFT}SpA gnireveL ApS", "city": f"{RIGHT_TO_LEFT}snedO"},
    {"name": "Meget langt navn " + "Rødgrød med fløde " * 13 + "ApS!", "city": "Å" * 50, "website": "w" * 255},
    {"name": "=cmd|'/c calc'!A1", "telephoneAndFaxNumber": "+45 98 12 04 40", "publicEntryNumber": "@SUM(1+1)|A0"},
    {"name": "O'Neill \"Citat\" & Søn, `A`; DROP TABLE customers;--", "address": "Linje 1\r\nLinje 2\rc/o <b>"},
    {"name": "Æblehuset 🍏 👩‍🌾 ApS", "city": "København 🏙", "email": "æble@xn--blehuset-i0a.dk post@æblehuset.dk"},
    {"name": "Tomme felter ApS", "address": "", "city": "", "country": "", "email": "", "zip": "", "website": ""},
    {"name": "{{ 7 * 7 }} {% now 'Y' %} ${7*7} %s %(name)s", "city": "$and:name$like:*(),[]\\", "zip": "\\u0000%00"},
    {"name": "  Mellemrum\u00a0og\u200bintet\t ", "corporateIdentificationNumber": "DK 12 34 56 78", "ean": "579"},
)  # fmt: skip

CONTACT_OVERLAY: dict[str, Any] = {
    "name": "<b onmouseover=alert(1)>Ægidius</b>",
    "notes": f"</textarea><script>alert(3)</script> {RIGHT_TO_LEFT}txet",
}
"""Replaces properties of the first contact of each."""

DELIVERY_LOCATION_OVERLAY: dict[str, Any] = {
    "address": "'\"><svg onload=alert(4)>",
    "termsOfDelivery": '=HYPERLINK("x")',
}
"""Replaces properties of the first delivery location of each."""


def get_overlay(index: int) -> dict[str, Any]:
    """Returns the properties to replace in the customer with this index; {} for most."""
    position = index - FIRST_INDEX
    return CUSTOMER_OVERLAYS[position] if 0 <= position < len(CUSTOMER_OVERLAYS) else {}
