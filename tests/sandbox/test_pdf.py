"""The invoices' PDFs: what is on them is read back, whatever the documents hold."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from econ_admin.sandbox.pdf import render_invoice
from econ_admin.sandbox.pdf.fonts import BOLD, REGULAR, load_letter_widths
from tests.sandbox.pdf_text import GERMAN_RECIPIENT, SELLER, build_draft, build_invoice, build_line, read_pages


def test_invoice_shows_all_parts_in_order() -> None:
    document = build_invoice(
        build_line("Frisk torsk, uden rogn", "3.00", "153.44", discount="10.00", unit={"name": "kg"}),
        build_line("Porto", "1.00", "65.00", rate="0", product={"productNumber": "PORTO"}),
        {"description": "Kør til port 3 og ring på."},
        orderNumber=148,
        references={"salesPerson": {"employeeNumber": 2, "name": "Jens-Erik Thomsen"}, "other": "Rekv. 4711-B"},
        delivery={"address": "Dokken 4", "zip": "5960", "city": "Marstal", "deliveryDate": "2026-11-20"},
        notes={"heading": "Efterårets leverancer", "textLine1": "Tak for ordren.", "textLine2": "Vi ses på kajen."},
    )

    (page,) = read_pages(document)

    assert [text_line for text_line in page if text_line in EXPECTED] == EXPECTED


EXPECTED = [
    "Ærø Skibsværft & Søn ApS Fakturanr. 10247",
    "Att.: Birthe Åkjær Dato 23.11.2026",
    "Havnegade 27, 2. th. Forfaldsdato 01.12.2026",
    "5970 Ærøskøbing Betaling Netto 8 dage",
    "CVR-nr. 31748526 Kundenr. 1042",
    "EAN-nr. 5790001330552 Ordrenr. 148",
    "Dokken 4 Reference Rekv. 4711-B",
    "Faktura 10247",
    "Efterårets leverancer",
    "Tak for ordren.",
    "Varenr. Beskrivelse Antal Enhedspris Rabat Moms Beløb",
    "P-1 Frisk torsk, uden rogn 3 kg 153,44 10 % 25 % 414,29",
    "PORTO Porto 1 stk. 65,00 0 % 65,00",
    "Kør til port 3 og ring på.",
    "Beløb uden moms 479,29",
    "25 % moms af 414,29 103,57",
    "Momsfrit 65,00 0,00",
    "I alt DKK 582,86",
    "582,86 DKK betales senest 01.12.2026",
    "Bank Limfjordsbanken IBAN DK50 0040 0440 1162 43",
    "Reg.- og kontonr. 0040 0440116243 SWIFT/BIC LIFJDK21",
    "Betalings-id +04<0000000000102475+1234567<",
    "Vi ses på kajen.",
    "Nordlys Handel ApS · Nordre Havnekaj 12 · 9000 Aalborg · CVR-nr. 29403473 Side 1 af 1",
]


def test_long_invoice_repeats_the_table_header_on_each_page() -> None:
    lines = [build_line(f"Vare nummer {n}\nog hvad den kan", "2.00", f"{n}.50") for n in range(1, 201)]

    pages = read_pages(build_invoice(*lines))

    all_lines = [text_line for page in pages for text_line in page]
    assert len(pages) == 12
    assert [page[-1].rpartition(" CVR-nr. 29403473 ")[2] for page in pages] == [f"Side {n} af 12" for n in range(1, 13)]
    assert all("Varenr. Beskrivelse Antal Enhedspris Beløb" in page for page in pages)
    assert all(page[0] == "Faktura 10247 · 23.11.2026 Ærø Skibsværft & Søn ApS" for page in pages[1:])
    assert [text_line for text_line in all_lines if "Vare nummer" in text_line] == [
        f"P-1 Vare nummer {n} 2 stk. {n},50 {2 * n + 1},00" for n in range(1, 201)
    ]
    assert {"Beløb uden moms 40.400,00", "25 % moms af 40.400,00 10.100,00", "I alt DKK 50.500,00"} <= set(pages[-1])


@pytest.mark.slow
def test_total_is_never_alone_on_a_page() -> None:
    for count in range(10, 40):
        last = read_pages(build_invoice(*[build_line(f"Vare {n}", "1.00", "10.00") for n in range(count)]))[-1]

        assert f"P-1 Vare {count - 1} 1 stk. 10,00 10,00" in last
        assert f"I alt DKK {count * 25 // 2},{'50' if count % 2 else '00'}" in last


def test_foreign_invoice_shows_base_currency_and_iban() -> None:
    document = build_invoice(
        build_line("Rådgivning", "40.00", "125.00", rate="0"),
        currency="EUR",
        rate="743.914941",
        recipient=GERMAN_RECIPIENT,
    )

    (page,) = read_pages(document)

    expected = [
        "Moms-nr. DK29403473",
        "Moms-nr. DE811234567 Kundenr. 1042",
        "I alt EUR 5.000,00",
        "Kurs: 100 EUR = 743,914941 DKK",
        "I alt 37.195,75 DKK, heraf moms 0,00 DKK",
        "Salg til EU-land uden moms: køberen afregner momsen (reverse charge)",
        "5.000,00 EUR betales senest 01.12.2026",
        "Bank Limfjordsbanken IBAN DK50 0040 0440 1162 43",
    ]
    assert [text_line for text_line in page if text_line in expected] == expected
    assert not any("kontonr." in text_line or "Betalings-id" in text_line for text_line in page)


def test_credit_note_is_negative_and_asks_for_no_payment() -> None:
    document = build_invoice(
        build_line("Helleflynder", "-2.00", "757.00"),
        build_line("Emballage", "-1.00", "100.00"),
        notes={"heading": "Faktura 10213"},
    )

    (page,) = read_pages(document)

    expected = [
        "Kreditnota 10247",
        "Faktura 10213",
        "P-1 Helleflynder -2 stk. 757,00 -1.514,00",
        "Beløb uden moms -1.614,00",
        "25 % moms af -1.614,00 -403,50",
        "I alt DKK -2.017,50",
        "Beløbet er krediteret; der skal ikke betales noget.",
    ]
    assert [text_line for text_line in page if text_line in expected] == expected
    assert not any("Forfaldsdato" in text_line or "Netto 8 dage" in text_line for text_line in page)


def test_draft_is_watermarked_and_asks_for_no_payment() -> None:
    document = build_draft(*[build_line(f"Vare {n}", "1.00", "10.00") for n in range(60)])
    reader = PdfReader(BytesIO(render_invoice(document, SELLER, draft=True)))

    pages = read_pages(document, draft=True)

    assert "Fakturakladde 35183" in pages[0]
    assert all("KLADDE" in page.extract_text() for page in reader.pages)
    assert "25 % moms af 600,00 150,00" in pages[-1]
    assert not any("betales" in text_line for text_line in pages[-1])


def test_difference_to_the_total_is_shown_as_rounding() -> None:
    document = build_invoice(build_line("Vare", "1.00", "9.98")) | {"grossAmount": Decimal("12.50")}

    (page,) = read_pages(document)

    assert "Afrunding 0,02" in page


@pytest.mark.parametrize(
    ("text", "drawn_text"),
    [
        ("<b>Fed</b> & <font color=red>", "<b>Fed</b> & <font color=red>"),
        ("</para>&nbsp;&#x41;<br/>", "</para>&nbsp;&#x41;<br/>"),
        ("fra \u202ebagfra\u202c \u200fog\u200b frem", "fra bagfra og frem"),
        ("Tillykke 🎉👨‍👩‍👧 漢字", "Tillykke ☐ ☐"),
        ("nul\x00 klokke\x07 \ud800halv", "nul klokke halv"),
        ("A\u030aboulevarden, 5 € m² – Łódź, Žižkov", "Åboulevarden, 5 € m² – Łódź, Žižkov"),
    ],
)
def test_hostile_text_is_drawn_as_text(text: str, drawn_text: str) -> None:
    document = build_invoice(
        build_line(text, "1.00", "10.00"), notes={"heading": text, "textLine1": text, "textLine2": text}
    )

    (page,) = read_pages(document)

    assert page.count(drawn_text) == 3
    assert f"P-1 {drawn_text} 1 stk. 10,00 10,00" in page


def test_everything_fits_within_the_margins() -> None:
    wide = "W" * 2500
    document = build_invoice(
        build_line(wide, "99999.99", "99999999.99", discount="12.345678", product={"productNumber": wide[:25]}),
        build_line("Vare", "0.333333", "1.00", rate="12"),
        build_line("\n" * 500, "1.00", "1E+12"),
        recipient={"name": wide[:250], "address": "x\n" * 125, "vatZone": {"vatZoneNumber": 1}},
        references={"other": wide[:250]},
        notes={"heading": wide[:250], "textLine1": "a\n" * 500, "textLine2": wide[:1000]},
    )
    right_edges: list[float] = []

    def check_position(text: str, _matrix: Any, matrix: list[float], font: Any, size: float) -> None:
        if text.strip():
            widths = load_letter_widths(BOLD if "Semibold" in font["/BaseFont"] else REGULAR)
            right_edges.append(matrix[4] + sum(widths[ord(character)] for character in text.strip("\n")) * size / 1000)
            assert matrix[4] >= 56
            assert 30 <= matrix[5] <= 842 - 30

    for page in PdfReader(BytesIO(render_invoice(document, SELLER, draft=False))).pages:
        page.extract_text(visitor_text=check_position)

    assert len(right_edges) > 500
    assert max(right_edges) <= 595.28 - 56


def test_empty_draft_is_one_page() -> None:
    (page,) = read_pages({"draftInvoiceNumber": 1, "date": "2026-11-23", "currency": "DKK"}, draft=True)

    assert "Fakturakladde 1" in page
    assert "I alt DKK 0,00" in page


def test_rendering_is_deterministic_across_threads() -> None:
    documents = [build_invoice(build_line(f"Vare {n} æøå Žižkov", "1.00", "10.00")) for n in range(4)] * 10
    sequential = [render_invoice(document, SELLER, draft=False) for document in documents]

    with ThreadPoolExecutor(8) as pool:
        concurrent = list(pool.map(lambda document: render_invoice(document, SELLER, draft=False), documents))

    assert concurrent == sequential
    assert len(set(sequential)) == 4


def test_pdf_has_metadata_and_language() -> None:
    document = PdfReader(
        BytesIO(render_invoice(build_invoice(build_line("Vare", "1.00", "10.00")), SELLER, draft=False))
    )

    assert document.metadata is not None
    assert document.metadata.title == "Faktura 10247"
    assert document.metadata.author == "Nordlys Handel ApS"
    assert document.trailer["/Root"]["/Lang"] == "da-DK"  # type: ignore[index]  # pypdf types it as any object
