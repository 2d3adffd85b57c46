"""Generates names of customers and people, and web addresses."""

from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import RandomStream, split_options

FIRST_NAMES = split_options(
    "Anne,Mette,Kirsten,Hanne,Anna,Helle,Susanne,Lene,Marianne,Camilla,Louise,Charlotte,Ida,Sofie,Emma,Freja,Åse,"
    "Birgitte,Søren,Peter,Michael,Lars,Jens,Thomas,Henrik,Jørgen,Niels,Hans,Martin,Kasper,Mads,Rasmus,Bjørn,"
    "Jakob,Mikkel,Frederik,Torben,Ole,Per,Erik,Kurt,Bent,Aage,Æbbe,Fatima,Ali,Mohammed,Ewa,Nadia,Yusuf"
)

# No Møl… here: those come from profiles.is_mill, so that their number is known.
FAMILY_NAMES = split_options(
    "Nielsen,Jensen,Hansen,Pedersen,Andersen,Christensen,Larsen,Sørensen,Rasmussen,Jørgensen,Petersen,Madsen,"
    "Kristensen,Olsen,Thomsen,Christiansen,Poulsen,Johansen,Knudsen,Mortensen,Holm,Kjær,Lund,Schmidt,Østergaard,"
    "Nørgaard,Bach,Dahl,Friis,Krogh,Bjerregaard,Søndergaard,Vestergaard,Kjeldsen,Toft,Skov,Ravn,Bruun,Laursen,"
    "Mikkelsen,Bech,Winther,Damgaard,Juhl,Lauridsen,Mathiesen,Overgaard,Abildgaard,Ågaard,Brøgger,Højlund,Lyng,"
    "Sværke,Steffensen,Nygaard"
)
MILL_NAMES = ("Møller", "Møllegaard", "Mølholm", "Mølbak", "Møller Kjær", "Møllehøj", "Møldrup", "Møllmann")

NAME_BEGINNINGS = split_options(
    "Nord,Vest,Øst,Fjord,Sol,Bælt,Klit,Hav,Skov,Ege,Birke,Lyng,Kyst,Sund,Strand,Vind,Jyde,Skandi,Bøge,Elle,Høj,"
    "Sten,Kilde,Måge,Svane,Trane,Falke,Ørne,Alfa,Limfjords,Himmer,Midt,Syd,Hede,Marsk,Klinte,Bro,Havne,Grøn,Blå"
)
NAME_ENDINGS = split_options(
    "lys,byg,teknik,værk,plast,stål,huset,tryk,form,kost,energi,fragt,metal,montage,pack,agro,tek,ting,dal,kær,"
    "mad,net,glas,træ,gruppen,gården,tømreren,service"
)
TRADES = split_options(
    "VVS,El,Tømrer & Snedker,Malerfirma,Murer & Entreprenør,Auto,Transport,Logistik,Maskinfabrik,"
    "Smede- og Maskinværksted,Byg,Entreprise,Gulvservice,Rengøring,Catering,Bageri,Slagteri,Vinhandel,Blomster,"
    "Planteskole,Køkken & Bad,Kontorforsyning,Revision,Rådgivning,Arkitekter,Design,Grafisk,Reklame,IT,Software,"
    "Energi,Solceller,Ventilation,Kloakservice,Tagdækning,Stilladser,Glarmester,Ejendomme,Invest,Handel,Engros,"
    "Import,Fiskeeksport,Foder,Maskinstation,Savværk,Stål,Emballage,Tekstil,Cykler,Optik,Tandlæger,Fysioterapi,"
    "Fitness,Rejser,Hotel,Kro,Isenkram,Farver & Tapet"
)
COMPANY_FORMS = ("ApS",) * 10 + ("A/S",) * 6 + ("I/S", "P/S", "K/S", "Holding ApS", "& Co. ApS", "& Søn A/S")
CRAFTS = split_options(
    "Malermester,Tømrermester,Murermester,Vognmand,Frisør,Fotograf,Landmand,Gartner,Snedker,Blikkenslager,"
    "Psykolog,Tandlæge,Advokat,Skorstensfejer,Kiropraktor,Guldsmed,Urmager,Bogholder"
)
MUNICIPALITIES = split_options(
    "6200 Aabenraa,9000 Aalborg,8000 Aarhus,5610 Assens,7200 Billund,3700 Bornholms Regions,9700 Brønderslev,"
    "6700 Esbjerg,8382 Favrskov,4690 Faxe,7000 Fredericia,9900 Frederikshavn,2860 Gladsaxe,4800 Guldborgsund,"
    "6100 Haderslev,7400 Herning,3400 Hillerød,9800 Hjørring,4300 Holbæk,7500 Holstebro,8700 Horsens,"
    "7430 Ikast-Brande,4400 Kalundborg,6000 Kolding,4930 Lolland,9500 Mariagerfjord,5500 Middelfart,"
    "8500 Norddjurs,4700 Næstved,5000 Odense,8900 Randers,9530 Rebild,4000 Roskilde,8600 Silkeborg,"
    "8660 Skanderborg,4200 Slagelse,5700 Svendborg,6400 Sønderborg,7700 Thisted,6270 Tønder,7100 Vejle,"
    "9600 Vesthimmerlands,8800 Viborg"
)
"""With the zip code of the town hall."""
OFFICES = split_options(
    "Økonomi,Børn og Unge,Ældre og Sundhed,Teknik og Miljø,Kultur og Fritid,Ejendomme,Jobcenter,Socialforvaltningen"
)
INSTITUTIONS = split_options(
    "Børnehuset {},Plejecenter {}gården,{}skolen,{}bakkens Skole,Vuggestuen {}reden,{}hallen,Biblioteket {}huset,"
    "{}dal Efterskole,Bofællesskabet {}bo"
)

FOLDED_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ö": "o", "ä": "a", "ü": "u", "ß": "ss", "é": "e"}
    | dict.fromkeys(" &./,'()-", "")
)  # fmt: skip


class CompanyName(NamedTuple):
    """A customer's name, and the part of it used in its web address."""

    text: str
    stem: str


def fold_to_ascii(text: str) -> str:
    """Returns the text as used in web and e-mail addresses: lower case, æ, ø, å as ae, oe, aa, without spaces."""
    return text.lower().translate(FOLDED_LETTERS)


def generate_person(stream: RandomStream) -> str:
    first, family = stream.pick(FIRST_NAMES), stream.pick(FAMILY_NAMES)
    return f"{first} {stream.pick(FAMILY_NAMES)} {family}" if stream.chance(0.25) else f"{first} {family}"


def generate_company(stream: RandomStream, family: str, city: str) -> CompanyName:
    """Generates a company name of one of four kinds: family, town, two partners, or a coined word."""
    kind, trade, form = stream.fraction(), stream.pick(TRADES), stream.pick(COMPANY_FORMS)
    if kind < 0.35:
        return CompanyName(f"{family} {trade} {form}", f"{family} {trade}")
    if kind < 0.6:
        return CompanyName(f"{city} {trade} {form}", f"{city} {trade}")
    if kind < 0.7:
        partner = stream.pick(FAMILY_NAMES)
        return CompanyName(f"{family} & {partner} {trade} I/S", f"{family} {partner}")
    coined_name = stream.pick(NAME_BEGINNINGS) + stream.pick(NAME_ENDINGS)
    if stream.chance(0.5):
        return CompanyName(f"{coined_name} {form}", coined_name)
    return CompanyName(f"{coined_name} {trade} {form}", f"{coined_name} {trade}")


def generate_mill(stream: RandomStream) -> CompanyName:
    """Generates a company that a search for `møl` finds."""
    family, trade = stream.pick(MILL_NAMES), stream.pick(TRADES)
    return CompanyName(f"{family} {trade} {stream.pick(COMPANY_FORMS)}", f"{family} {trade}")


def generate_craftsman(stream: RandomStream) -> CompanyName:
    """Generates a sole trader."""
    person_name = generate_person(stream)
    return CompanyName(f"{stream.pick(CRAFTS)} {person_name}", person_name)


def generate_municipality(stream: RandomStream) -> tuple[CompanyName, str]:
    """Generates a department of a municipality, and the zip code of its town hall."""
    zip_code, municipality = stream.pick(MUNICIPALITIES).split(" ", 1)
    return CompanyName(f"{municipality} Kommune, {stream.pick(OFFICES)}", f"{municipality} Kommune"), zip_code


def generate_institution(stream: RandomStream) -> CompanyName:
    """Generates a school, nursery or care home."""
    name = stream.pick(INSTITUTIONS).format(stream.pick(NAME_BEGINNINGS))
    return CompanyName(name, name)
