"""Resource paths: text keys are escaped in e-conomic's own way, without ambiguity."""

import re
from urllib.parse import unquote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from econ_admin.gateway.paths import ResourcePath, escape_key
from tests.gateway.raw_peer import ORIGIN
from tests.gateway.recordings import decimal_decoder
from tests.reference import recorded_answer

ESCAPED_CHARACTERS = {
    0: "<",
    1: ">",
    2: "*",
    3: "%",
    4: ":",
    5: "&",
    6: "/",
    7: "\\",
    8: "_",
    9: " ",
    10: "?",
    11: ".",
    12: "#",
}
ESCAPED_CHARACTERS |= {13: "+"}


def decode_key(segment: str) -> str:
    """Decode a key as a server does: percent encoding first, then e-conomic's own escapes."""
    return re.sub(r"_(\d+)_", lambda match: ESCAPED_CHARACTERS[int(match[1])], unquote(segment, errors="strict"))


@pytest.mark.parametrize(
    ("key", "segment"),
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
def test_key_is_escaped_in_the_way_of_economic(key: str, segment: str) -> None:
    assert escape_key(key) == segment
    assert decode_key(segment) == key


@given(st.text(min_size=1))
def test_any_key_survives_as_one_segment_of_the_path(key: str) -> None:
    resource_path = ResourcePath("products", "products").item(key)

    sent_path = requests.Request("GET", f"{ORIGIN}/{resource_path.path}/pricing").prepare().path_url

    (before_root, products, segment, pricing) = sent_path.split("/")
    assert (before_root, products, pricing) == ("", "products", "pricing")
    assert decode_key(segment) == key
    assert resource_path.number == key


def test_escaped_keys_match_the_recorded_self_links() -> None:
    products = decimal_decoder.decode(recorded_answer("GET_products_2019.json"))["collection"]

    assert [product["self"].rpartition("/products/")[2] for product in products] == [
        escape_key(product["productNumber"]) for product in products
    ]
    assert any(escape_key(product["productNumber"]) != product["productNumber"] for product in products)


def test_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        ResourcePath("drafts", "invoices/drafts").item("")
