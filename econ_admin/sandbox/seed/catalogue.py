"""The product catalogue of Nordlys Handel, by group: number | name | unit | cost price | sales price."""

from decimal import Decimal
from typing import NamedTuple

from econ_admin.sandbox.seed.reference import UNITS


class Product(NamedTuple):
    """A product, with prices in hundredths of a krone."""

    number: str
    name: str
    group: int
    unit: int
    cost: int
    price: int


GROUPS = {
    1: "Kontor og papir", 2: "Varer u/moms", 3: "Ydelser m/moms", 4: "Ydelser u/moms", 5: "Arbejdstøj og værnemidler",
    6: "Byggematerialer", 7: "El og belysning", 8: "Kantine", 9: "Emballage og lager",
}  # fmt: skip

CATALOGUE = {
    1: """
        1010|Kontorstol, sort net|stk.|780.00|1495.00
        1011|Hæve-sænkebord 160×80, eg|stk.|2150.00|3995.00
        1012|Reol, 5 hylder, hvid|stk.|610.00|1195.00
        1013|Mødebord, 240 cm, bøg|stk.|2890.00|5450.00
        1014|Skuffekassette på hjul|stk.|540.00|995.00
        1015|Whiteboard 120×90, magnetisk|stk.|395.00|749.00
        1020|Kopipapir A4, 5 × 500 ark|pakke|112.00|189.95
        1021|Kuglepen, blå, æske med 50|pakke|61.00|129.00
        1022|Ringbind A4, 80 mm, 10 stk.|pakke|118.00|219.00
        1023|Kuverter C5 med rude, 500 stk.|pakke|142.50|264.00
        1024|Toner, sort, 6.500 sider|stk.|412.00|689.00
        1025|Etiketter 70×37, 100 ark|pakke|88.00|159.00
        1026|Makuleringsmaskine, P-4|stk.|845.00|1549.00
        VARE-12|Skriveblok A4, linjeret, 10 stk.|pakke|54.00|109.00
        VARE-13|Post-it 76×76, gul, 12 blokke|pakke|71.25|134.50
        A+B 2027|Kalender, A- og B-uger, 2027|stk.|38.00|79.95
    """,
    2: """
        6001|Frimærker, ark med 50|stk.|600.00|600.00
        6003|Gavekort, 500 kr.|stk.|500.00|500.00
        6004|Avis, erhvervsabonnement|måned|410.00|449.00
    """,
    3: """
        5001|Montør, timeløn|timer|310.00|585.00
        5002|Rådgivning, timeløn|timer|520.00|1150.00
        5003|Serviceaftale, pr. måned|måned|240.00|895.00
        5004|Kørsel|km|2.20|3.79
        5005|Lærling, timeløn|timer|165.00|365.00
        5006|Projektleder, timeløn|timer|495.00|945.00
        5007|Rengøring, erhverv|timer|205.00|349.00
        5008|Opstart af ny kunde|stk.|650.00|1500.00
        5009|Lagerleje, pr. palleplads|måned|48.00|110.00
        5010|Support, telefon|timer|290.00|795.00
        5011|Vagtudkald uden for normal arbejdstid|stk.|850.00|1695.00
        5012|Licens, webbutik|år|1800.00|3588.00
        9000|Fragt|stk.|0.00|79.00
        9001|Fragt, kranbil|stk.|480.00|850.00
        9002|Miljøbidrag|stk.|0.00|35.00
    """,
    4: """
        6002|Kursus, momsfrit, pr. dag|stk.|1900.00|3600.00
        6005|Førstehjælpskursus, pr. deltager|stk.|410.00|795.00
        6006|Persontransport, bus med fører|km|9.50|16.25
        6007|Udlejning af lokale, momsfri|timer|120.00|310.00
    """,
    5: """
        1001|Arbejdshandske, læder, str. 10|stk.|28.50|59.95
        1002|Sikkerhedssko S3, lav|stk.|310.00|649.00
        1003|Høreværn, foldbart|stk.|92.00|189.00
        1004|Arbejdsbuks, sort, str. 52|stk.|265.00|529.00
        1005|Softshelljakke, marine|stk.|298.00|599.00
        1006|Refleksvest EN 20471, kl. 2|stk.|24.75|59.00
        1007|Sikkerhedshjelm, hvid|stk.|68.00|149.00
        1008|Knæpuder, par|stk.|41.50|99.00
        1009|Regnsæt, PU, grøn|stk.|212.00|445.00
        VÆRN-FFP2|Støvmaske FFP2, 20 stk.|pakke|58.00|125.00
        HANDSKE#9|Nitrilhandsker, str. 9, 100 stk.|pakke|39.00|82.50
        T-SHIRT <L>|T-shirt, grå, str. S til L|stk.|32.00|74.95
        UHF:446|Walkie-talkie, sæt|stk.|485.00|895.00
        FØRSTEHJÆLP|Førstehjælpskasse, DIN 13157|stk.|218.00|429.00
    """,
    6: """
        2001|Skrue 4,0×40, rustfri, 200 stk.|pakke|38.00|84.50
        2002|Gipsplade 13 mm, 900×2400|m²|41.20|74.95
        2003|Fyrretræ 45×95 mm, høvlet|meter|14.80|27.50
        2004|Mineraluld 95 mm|m²|29.90|52.00
        2005|Krydsfiner 18 mm, birk|m²|118.00|209.00
        2006|Spartelmasse, 10 liter|stk.|96.00|182.00
        2007|Vægmaling, glans 5, 10 liter|stk.|342.00|649.00
        2008|Beton C25, tør, 25 kg|stk.|31.25|59.95
        2009|Fliseklæb, flex, 20 kg|stk.|104.00|199.00
        2010|Trykimprægneret terrassebræt 28×120|meter|16.10|29.95
        2011|Tagpap, 10 m rulle|stk.|485.00|879.00
        2012|Dampspærre 0,2 mm, 50 m²|stk.|189.00|359.00
        2013|Fugemasse, hvid, 300 ml|stk.|26.40|54.95
        RØR 1/2"|Kobberrør ½", 3 m|stk.|88.00|164.00
        M8*40|Bolt M8×40, elforzinket, 100 stk.|pakke|62.00|128.00
        M8*40 A4|Bolt M8×40, syrefast, 100 stk.|pakke|214.00|398.00
        SØM\\90|Søm 90 mm, varmforzinket, 2,5 kg|pakke|54.50|112.00
        DØR_80|Inderdør, hvid, 80 cm|stk.|495.00|995.00
        GULV(EG)|Plankegulv, eg, olieret|m²|279.00|499.00
        VINDUE?|Vindue efter mål, pr. m²|m²|1890.00|3295.00
    """,
    7: """
        KABEL-1.5|Installationskabel 3G1,5|meter|4.10|9.95
        KABEL-2.5|Installationskabel 3G2,5|meter|6.85|15.50
        LED_6/W|LED-pære E27, 6 W|stk.|12.30|34.95
        LED_9/W|LED-pære E27, 9 W|stk.|15.20|42.95
        7001|Stikkontakt, dobbelt, hvid|stk.|48.00|99.00
        7002|Afbryder, korrespondance|stk.|36.50|79.00
        7003|HPFI-afbryder, 4-polet 40 A|stk.|312.00|595.00
        7004|Arbejdslampe, LED, 50 W|stk.|188.00|379.00
        7005|Kabeltromle, 25 m|stk.|195.00|399.00
        7006|Panellampe 60×60, 4000 K|stk.|214.00|449.00
        7007|Røgalarm, 10 år|stk.|92.00|189.00
        7008|Ladeboks, 11 kW|stk.|3450.00|5995.00
        7009|Bevægelsessensor, loft|stk.|139.00|289.00
        NØD&EXIT|Nødudgangsskilt, LED|stk.|248.00|495.00
    """,
    8: """
        3001|Kaffe, økologisk, hele bønner|kg|82.00|139.00
        3002|Te, Earl Grey, 100 breve|pakke|34.00|69.00
        3003|Kakao, 1 kg|pakke|58.00|105.00
        3004|Danskvand, 24 × 33 cl|pakke|62.00|108.00
        3005|Frugtkurv, lille|stk.|128.00|225.00
        3006|Frugtkurv, stor|stk.|205.00|365.00
        3007|Smørrebrød, 3 stk. højtbelagt|stk.|64.00|118.00
        3008|Rundstykker med ost, pr. person|stk.|19.50|42.00
        3009|Kaffemaskine, leje|måned|285.00|595.00
        3010|Papkrus, 20 cl, 1.000 stk.|pakke|164.00|289.00
        3011|Æblemost, Lilleø, 6 flasker|pakke|132.00|239.00
        50%-MØRK|Chokolade, 50 % kakao, 2 kg|pakke|142.00|255.00
    """,
    9: """
        4001|Europalle, brugt|palle|45.00|95.00
        4002|Papkasse 400×300×200, 25 stk.|pakke|98.00|179.00
        4003|Pakketape, brun, 36 ruller|pakke|246.00|432.00
        4004|Strækfilm, 20 my, 6 ruller|pakke|231.00|415.00
        4005|Bobleplast, 100 m|stk.|189.00|335.00
        4006|Palleløfter, 2.500 kg|stk.|1790.00|2995.00
        4007|Lagerreol, startsektion|stk.|1240.00|2195.00
        4008|Plastkasse, stabelbar, 50 liter|stk.|86.00|165.00
        4009|Sækkevogn, luftgummihjul|stk.|348.00|649.00
        4010|Affaldssække, 125 liter, 200 stk.|pakke|174.00|319.00
        4011|Kantbeskytter, pap, 50 stk.|pakke|77.00|148.00
        4012|Følgeseddellommer C5, 1.000 stk.|pakke|121.00|229.00
        LIM.PU|Emballagelim, PU, 1 kg|stk.|68.00|139.00
        9998|Udgået: træpalle, engangs|palle|22.00|49.00
        9999|Udgået: trådløs mus|stk.|55.00|129.00
        9997|Udgået: faxpapir, 6 ruller|pakke|48.00|99.00
        9996|Udgået: diskettekasse|stk.|12.00|35.00
    """,
}  # fmt: skip
BARRED = frozenset({"9996", "9997", "9998", "9999"})
EXTRAS = frozenset({"9000", "9001", "9002"})
"""Products that are added to other lines."""


def _parse_product(group: int, line: str) -> Product:
    number, name, unit, cost, price = line.strip().split("|")
    return Product(number, name, group, UNITS.index(unit) + 1, int(Decimal(cost) * 100), int(Decimal(price) * 100))


PRODUCTS = tuple(
    _parse_product(group, line) for group, lines in CATALOGUE.items() for line in lines.strip().splitlines()
)
REGULAR_PRODUCTS = tuple(product for product in PRODUCTS if product.number not in BARRED | EXTRAS)
"""Products for invoice lines other than freight."""
