"""Countries by the names that people write in an address, Danish and English. Knows no Django."""

NAMES: dict[str, tuple[str, ...]] = {
    "AT": ("østrig", "austria", "österreich"),
    "BE": ("belgien", "belgium"),
    "BG": ("bulgarien", "bulgaria"),
    "CH": ("schweiz", "switzerland"),
    "CY": ("cypern", "cyprus"),
    "CZ": ("tjekkiet", "czechia", "czech republic"),
    "DE": ("tyskland", "germany", "deutschland"),
    "DK": ("danmark", "denmark"),
    "EE": ("estland", "estonia"),
    "ES": ("spanien", "spain", "españa"),
    "FI": ("finland", "suomi"),
    "FO": ("færøerne", "faroe islands"),
    "FR": ("frankrig", "france"),
    "GB": ("storbritannien", "united kingdom", "great britain", "england", "uk", "skotland", "scotland", "wales"),
    "GL": ("grønland", "greenland"),
    "GR": ("grækenland", "greece"),
    "HR": ("kroatien", "croatia"),
    "HU": ("ungarn", "hungary"),
    "IE": ("irland", "ireland"),
    "IS": ("island", "iceland"),
    "IT": ("italien", "italy", "italia"),
    "LT": ("litauen", "lithuania"),
    "LU": ("luxembourg", "luxemburg"),
    "LV": ("letland", "latvia"),
    "MT": ("malta",),
    "NL": ("holland", "nederlandene", "netherlands", "the netherlands", "nederland"),
    "NO": ("norge", "norway"),
    "PL": ("polen", "poland", "polska"),
    "PT": ("portugal",),
    "RO": ("rumænien", "romania"),
    "SE": ("sverige", "sweden"),
    "SI": ("slovenien", "slovenia"),
    "SK": ("slovakiet", "slovakia"),
    "US": ("usa", "united states"),
}
CODES = {name: code for code, names in NAMES.items() for name in (*names, code.lower())}


def code_of(country: str) -> str:
    """The two letters of a country; "" where nothing is written, `??` where it is none that we know."""
    name = country.strip().casefold()
    return CODES.get(name, "??") if name else ""
