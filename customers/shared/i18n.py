"""Marks messages for translation in modules without Django. Views translate them."""


def _(sentence: str) -> str:
    return sentence
