"""What the seed makes, by noun, made once."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any

from econ_admin.sandbox.seed import generate_documents

Document = dict[str, Any]
DAY = date(2026, 11, 23)


@cache
def load_seed(size: int = 1000) -> dict[str, list[Document]]:
    """A seed of so many customers."""
    nouns: defaultdict[str, list[Document]] = defaultdict(list)
    for noun, document in generate_documents(size, DAY):
        nouns[noun].append(document)
    return nouns
