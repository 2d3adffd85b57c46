"""Describes why lines have no price or kept theirs: no price in the currency, no response, or changed meanwhile."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.drafting.reprice import Skip
from customers.models import WorkingDraftLine
from econ_admin.gateway.errors import NotFound
from econ_admin.http import translate

MAX_NAMED = 5  # products named in a sentence


def describe_missing_prices(lines: Iterable[WorkingDraftLine], currency: str) -> str:
    """Describes new or changed lines without a price; "" if all have one."""
    all_lines = list(lines)
    without = [line.product_number for line in all_lines if line.no_price_in]
    unanswered = [line.product_number for line in all_lines if line.unpriced]
    sentences = []
    if without:
        sentences.append(_say_no_price(without, currency))
    if unanswered:
        parameters = {"products": _name_products(unanswered)}
        sentences.append(_("We could not get the price of %(products)s from e-conomic.") % parameters)
    return " ".join(sentences)


def describe_skips(skips: Iterable[Skip], currency: str) -> str:
    """Describes lines that were not repriced; "" if there are none."""
    all_skips = list(skips)
    outdated = [skip for skip in all_skips if skip.is_outdated]
    failed = [skip for skip in all_skips if skip.error]
    gone = [skip for skip in failed if isinstance(skip.error, NotFound)]
    without = [skip.product for skip in all_skips if not skip.is_outdated and not skip.error]
    sentences = [_say_no_price(without, currency)] if without else []
    if gone:
        text = ngettext(
            "Product %(products)s does not exist in e-conomic.",
            "Products %(products)s do not exist in e-conomic.",
            len({skip.product for skip in gone}),
        )
        sentences.append(text % {"products": _name_products(skip.product for skip in gone)})
    unanswered = [skip for skip in failed if skip not in gone]
    if unanswered:
        parameters = {"products": _name_products(skip.product for skip in unanswered)}
        if (error := unanswered[0].error) is not None:
            sentences.append(translate(error))
        sentences.append(_("The price of %(products)s has not changed.") % parameters)
    if outdated:
        text = ngettext(
            "%(count)s line changed while we were getting its price. Reprice it again.",
            "%(count)s lines changed while we were getting their prices. Reprice them again.",
            len(outdated),
        )
        sentences.append(text % {"count": len(outdated)})
    return " ".join(sentences)


def _say_no_price(products: list[str], currency: str) -> str:
    text = ngettext(
        "Product %(products)s has no price in %(currency)s. Enter a price.",
        "Products %(products)s have no price in %(currency)s. Enter their prices.",
        len(set(products)),
    )
    return text % {"products": _name_products(products), "currency": currency}


def _name_products(products: Iterable[str]) -> str:
    names = list(dict.fromkeys(products))
    if len(names) <= MAX_NAMED:
        return ", ".join(names)
    count = len(names) - MAX_NAMED
    parameters = {"names": ", ".join(names[:MAX_NAMED]), "count": count}
    # Translators: product numbers, such as "1010, 1020 and 3 more", in the middle of a sentence.
    text = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", count)
    return text % parameters
