"""Generates official numbers with valid check digits."""

from collections.abc import Sequence

from econ_admin.sandbox.seed.random_stream import RandomStream

CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
NORWEGIAN_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
DUTCH_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)
FINNISH_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def generate_cvr(stream: RandomStream) -> str:
    """A Danish company number: 8 digits."""
    return _generate_modulus_11(stream, CVR_WEIGHTS)


def generate_ean(stream: RandomStream) -> str:
    """Generates a Danish location number (GLN) for electronic invoices: 13 digits, starting with 5798."""
    stem = "5798" + stream.digits(8)
    return f"{stem}{calculate_ean_check_digit(stem)}"


def calculate_ean_check_digit(stem: str) -> int:
    """Returns the thirteenth digit of an EAN or GLN."""
    return -(sum(map(int, stem[::2])) + 3 * sum(map(int, stem[1::2]))) % 10


def generate_p_number(stream: RandomStream) -> str:
    """Generates a Danish production unit number: 10 digits, without check digit."""
    return "10" + stream.digits(8)


def generate_phone(stream: RandomStream) -> str:
    """Generates a Danish phone number of 8 digits, in one of several formats."""
    digits = str(20_000_000 + stream.below(79_000_000))
    style = stream.fraction()
    if style < 0.7:
        return f"{digits[:2]} {digits[2:4]} {digits[4:6]} {digits[6:]}"
    return digits if style < 0.9 else f"+45 {digits}"


def generate_german_vat(stream: RandomStream) -> str:
    """DE and 9 digits, the last by ISO 7064 mod 11,10."""
    stem, check = stream.digits(8), 10
    for digit in stem:
        check = ((int(digit) + check) % 10 or 10) * 2 % 11
    return f"DE{stem}{(11 - check) % 10}"


def generate_swedish_vat(stream: RandomStream) -> str:
    """SE, the 10 digits of an organisation number (Luhn), and 01."""
    stem = "55" + stream.digits(7)
    total = sum(sum(divmod(int(digit) * (2 - index % 2), 10)) for index, digit in enumerate(stem))
    return f"SE{stem}{-total % 10}01"


def generate_norwegian_vat(stream: RandomStream) -> str:
    """NO, the 9 digits of an organisation number, and MVA."""
    return f"NO{_generate_modulus_11(stream, NORWEGIAN_WEIGHTS)}MVA"


def generate_dutch_vat(stream: RandomStream) -> str:
    """NL, 9 digits whose last is the weighted sum mod 11, and B01."""
    while True:
        stem = stream.digits(8)
        check = _sum_weighted(stem, DUTCH_WEIGHTS) % 11
        if check < 10:
            return f"NL{stem}{check}B01"


def generate_finnish_vat(stream: RandomStream) -> str:
    """FI and 8 digits."""
    return f"FI{_generate_modulus_11(stream, FINNISH_WEIGHTS)}"


def _generate_modulus_11(stream: RandomStream, weights: Sequence[int]) -> str:
    """Generates digits whose weighted sum is a multiple of 11; discards those that would need the check digit 10."""
    while True:
        stem = stream.digits(len(weights))
        check = -_sum_weighted(stem, weights) % 11
        if check < 10:
            return f"{stem}{check}"


def _sum_weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
