"""Country codes by Danish and English names. No Django."""

COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
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
CODES_BY_NAME = {name: code for code, names in COUNTRY_NAMES.items() for name in (*names, code.lower())}


def get_country_code(country: str) -> str:
    """The two letters of a country; "" where nothing is written, `??` where it is none that we know."""
    name = country.strip().casefold()
    return CODES_BY_NAME.get(name, "??") if name else ""
