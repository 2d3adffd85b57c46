"""Moves the focus as a person does who has no mouse."""

from playwright.sync_api import Locator

MOST_STOPS = 80


def tab_to(target: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MOST_STOPS):
        target.page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}.")
