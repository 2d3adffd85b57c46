"""Paths: a key that is a text is written as e-conomic writes it, and leads to that document and no other."""

import re
from urllib.parse import unquote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.gateway.paths import ResourcePath, escape_key
from tests.gateway.raw_peer import ORIGIN
from tests.gateway.recordings import plain
from tests.reference import recorded_answer

SIGNS = {0: "<", 1: ">", 2: "*", 3: "%", 4: ":", 5: "&", 6: "/", 7: "\\", 8: "_", 9: " ", 10: "?", 11: ".", 12: "#"}
SIGNS |= {13: "+"}


def decoded(piece: str) -> str:
    """As a server reads it: percent signs first, then e-conomic's own."""
    return re.sub(r"_(\d+)_", lambda found: SIGNS[int(found[1])], unquote(piece, errors="strict"))


@pytest.mark.parametrize(
    ("key", "piece"),
    [
        ("AL_EF_3", "AL_8_EF_8_3"),
        ("TEST-19:34", "TEST-19_4_34"),
        ('"3344"', "%223344%22"),
        ("rand()", "rand()"),
        ("Nu!", "Nu%21"),
        ("..", "_11__11_"),
        ("50% æg?", "50_3__9_%C3%A6g_10_"),
        ("P1", "P1"),
    ],
)
def test_a_key_is_written_as_e_conomic_writes_it(key: str, piece: str) -> None:
    assert escape_key(key) == piece
    assert decoded(piece) == key


@given(st.text(min_size=1))
def test_any_key_arrives_as_it_was_and_stays_one_piece_of_the_path(key: str) -> None:
    place = ResourcePath("products", "products").item(key)

    arrived = requests.Request("GET", f"{ORIGIN}/{place.path}/pricing").prepare().path_url

    (nothing, products, piece, pricing) = arrived.split("/")
    assert (nothing, products, pricing) == ("", "products", "pricing")
    assert decoded(piece) == key
    assert place.number == key


def test_every_recorded_product_is_found_where_its_own_link_leads() -> None:
    products = plain.decode(recorded_answer("GET_products_2019.json"))["collection"]

    for product in products:
        assert product["self"].endswith(f"/products/{escape_key(product['productNumber'])}")


def test_there_is_no_document_without_a_key() -> None:
    with pytest.raises(ValueError, match="empty"):
        ResourcePath("drafts", "invoices/drafts").item("")
