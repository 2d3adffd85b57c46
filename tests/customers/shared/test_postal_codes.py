"""Danish postal codes: their cities, and which typed cities contradict them."""

import pytest

from customers.shared.postal_codes import LIST, find_city, is_other_city


@pytest.mark.parametrize("typed", ["8000", " 8000 ", "DK-8000", "dk 8000", "DK8000"])
def test_postal_code_gives_the_city(typed: str) -> None:
    assert find_city(typed) == "Aarhus C"


@pytest.mark.parametrize("country", ["Danmark", "denmark", "DK", " "])
def test_address_in_denmark_gets_a_city(country: str) -> None:
    assert find_city("9990", country) == "Skagen"


@pytest.mark.parametrize(
    ("typed", "country"), [("8000", "Tyskland"), ("8000", "Atlantis"), ("800", ""), ("80000", ""), ("SE-8000", "")]
)
def test_other_postal_codes_give_no_city(typed: str, country: str) -> None:
    assert find_city(typed, country) == ""


def test_unknown_postal_code_gives_no_city() -> None:
    assert find_city("9999") == ""


def test_list_names_its_source_date_and_licence() -> None:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    head = "\n".join(line for line in lines if line.startswith("#"))
    codes = [line.partition(",")[0] for line in lines if not line.startswith("#")]

    assert "countrystatecity-postal-codes 2.0.1" in head
    assert "2026-10-12" in head
    assert "Open Database License" in head
    assert len(codes) == len(set(codes)) == 1089
    assert all(find_city(code) for code in codes)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "Aarhus C"),
        ("aarhus c", "Aarhus C"),
        ("Århus C", "Aarhus C"),
        ("Aarhus", "Aarhus C"),
        ("Aarhus C, Trøjborg", "Aarhus C"),
        ("Kgs. Lyngby", "Kongens Lyngby"),
        ("Copenhagen", "København K"),
    ],
)
def test_other_spellings_of_the_city_are_the_same(typed: str, expected: str) -> None:
    assert not is_other_city(typed, expected)


@pytest.mark.parametrize(("typed", "expected"), [("Odense", "Aarhus C"), ("København S", "København SV")])
def test_another_city_contradicts(typed: str, expected: str) -> None:
    assert is_other_city(typed, expected)
