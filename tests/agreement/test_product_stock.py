"""Products as recorded from 2024 to 2026: no `inventory` where the group's `inventoryEnabled` is false."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from econ_admin.sandbox import Sandbox


@pytest.fixture
def seeded_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", 1)
    yield sandbox
    sandbox.close()


def test_seeded_products_have_inventory_where_their_group_counts_stock(seeded_sandbox: Sandbox) -> None:
    products = seeded_sandbox.request("GET", "/products?pagesize=1000").json()["collection"]
    stocked = [product["productGroup"]["inventoryEnabled"] for product in products]

    assert set(stocked) == {True, False}
    assert ["inventory" in product for product in products] == stocked
    assert ["minimumStock" in product for product in products] == stocked


def test_stock_has_the_recorded_keys_and_scales(seeded_sandbox: Sandbox) -> None:
    inventory = seeded_sandbox.request("GET", "/products/2001").json()["inventory"]

    assert [(name, -amount.as_tuple().exponent) for name, amount in inventory.items()] == [
        ("available", 1), ("inStock", 1), ("orderedFromSuppliers", 1), ("orderedByCustomers", 1), ("packageVolume", 2),
        ("recommendedCostPrice", 2),
    ]  # fmt: skip
