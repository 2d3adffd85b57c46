"""Danish post districts (real ones), and common street names."""

from typing import NamedTuple

from econ_admin.sandbox.seed.random_stream import RandomStream, split_options


class PostDistrict(NamedTuple):
    """A post district, as parsed by `parse_districts` from `zip city,zip city`."""

    zip: str
    city: str

    @property
    def town(self) -> str:
        """The city without its district: Aarhus for Aarhus N."""
        town, _, district = self.city.rpartition(" ")
        return town if town and len(district) <= 2 else self.city


def parse_districts(lines: str) -> tuple[PostDistrict, ...]:
    return tuple(PostDistrict(*entry.strip().split(" ", 1)) for entry in split_options(lines))


# Without 9632 Møldrup: only customers of profiles.is_mill are there, so that their number is known.
DANISH_DISTRICTS = parse_districts(
    "1050 København K,1360 København K,1411 København K,1550 København V,1620 København V,1799 København V,"
    "1850 Frederiksberg C,1902 Frederiksberg C,2000 Frederiksberg,2100 København Ø,2150 Nordhavn,"
    "2200 København N,2300 København S,2400 København NV,2450 København SV,2500 Valby,2600 Glostrup,2605 Brøndby,"
    "2610 Rødovre,2620 Albertslund,2625 Vallensbæk,2630 Taastrup,2635 Ishøj,2640 Hedehusene,2650 Hvidovre,"
    "2660 Brøndby Strand,2665 Vallensbæk Strand,2670 Greve,2680 Solrød Strand,2700 Brønshøj,2720 Vanløse,"
    "2730 Herlev,2740 Skovlunde,2750 Ballerup,2760 Måløv,2765 Smørum,2770 Kastrup,2791 Dragør,"
    "2800 Kongens Lyngby,2820 Gentofte,2830 Virum,2840 Holte,2850 Nærum,2860 Søborg,2880 Bagsværd,2900 Hellerup,"
    "2920 Charlottenlund,2930 Klampenborg,2942 Skodsborg,2950 Vedbæk,2960 Rungsted Kyst,2970 Hørsholm,"
    "2980 Kokkedal,2990 Nivå,3000 Helsingør,3050 Humlebæk,3060 Espergærde,3100 Hornbæk,3200 Helsinge,3210 Vejby,"
    "3230 Græsted,3250 Gilleleje,3300 Frederiksværk,3320 Skævinge,3390 Hundested,3400 Hillerød,3450 Allerød,"
    "3460 Birkerød,3480 Fredensborg,3500 Værløse,3520 Farum,3540 Lynge,3550 Slangerup,3600 Frederikssund,"
    "3630 Jægerspris,3650 Ølstykke,3660 Stenløse,3700 Rønne,3720 Aakirkeby,3730 Nexø,3760 Gudhjem,3770 Allinge,"
    "4000 Roskilde,4040 Jyllinge,4050 Skibby,4100 Ringsted,4130 Viby Sjælland,4140 Borup,4160 Herlufmagle,"
    "4171 Glumsø,4180 Sorø,4200 Slagelse,4220 Korsør,4230 Skælskør,4241 Vemmelev,4270 Høng,4281 Gørlev,"
    "4300 Holbæk,4320 Lejre,4340 Tølløse,4360 Kirke Eskilstrup,4400 Kalundborg,4440 Mørkøv,4450 Jyderup,"
    "4500 Nykøbing Sj,4534 Hørve,4550 Asnæs,4560 Vig,4600 Køge,4621 Gadstrup,4640 Faxe,4652 Hårlev,"
    "4660 Store Heddinge,4672 Klippinge,4684 Holmegaard,4690 Haslev,4700 Næstved,4720 Præstø,4736 Karrebæksminde,"
    "4760 Vordingborg,4780 Stege,4800 Nykøbing F,4840 Nørre Alslev,4850 Stubbekøbing,4863 Eskilstrup,4880 Nysted,"
    "4900 Nakskov,4930 Maribo,4960 Holeby,4970 Rødby,4990 Sakskøbing,5000 Odense C,5200 Odense V,5210 Odense NV,"
    "5220 Odense SØ,5230 Odense M,5240 Odense NØ,5250 Odense SV,5260 Odense S,5270 Odense N,5290 Marslev,"
    "5300 Kerteminde,5330 Munkebo,5400 Bogense,5450 Otterup,5463 Harndrup,5464 Brenderup Fyn,5471 Søndersø,"
    "5500 Middelfart,5540 Ullerslev,5550 Langeskov,5560 Aarup,5580 Nørre Aaby,5591 Gelsted,5600 Faaborg,"
    "5610 Assens,5620 Glamsbjerg,5672 Broby,5690 Tommerup,5700 Svendborg,5750 Ringe,5762 Vester Skerninge,"
    "5772 Kværndrup,5800 Nyborg,5853 Ørbæk,5856 Ryslinge,5874 Hesselager,5900 Rudkøbing,5953 Tranekær,"
    "5960 Marstal,5970 Ærøskøbing,6000 Kolding,6040 Egtved,6051 Almind,6064 Jordrup,6070 Christiansfeld,"
    "6100 Haderslev,6200 Aabenraa,6230 Rødekro,6240 Løgumkloster,6270 Tønder,6300 Gråsten,6330 Padborg,"
    "6400 Sønderborg,6430 Nordborg,6470 Sydals,6500 Vojens,6510 Gram,6520 Toftlund,6600 Vejen,6621 Gesten,"
    "6630 Rødding,6640 Lunderskov,6650 Brørup,6670 Holsted,6700 Esbjerg,6705 Esbjerg Ø,6710 Esbjerg V,"
    "6715 Esbjerg N,6720 Fanø,6740 Bramming,6752 Glejbjerg,6760 Ribe,6780 Skærbæk,6800 Varde,6818 Årre,"
    "6823 Ansager,6830 Nørre Nebel,6840 Oksbøl,6851 Janderup Vestj,6857 Blåvand,6870 Ølgod,6880 Tarm,6900 Skjern,"
    "6920 Videbæk,6940 Lem St,6950 Ringkøbing,6960 Hvide Sande,6973 Ørnhøj,6990 Ulfborg,7000 Fredericia,"
    "7080 Børkop,7100 Vejle,7120 Vejle Øst,7130 Juelsminde,7160 Tørring,7171 Uldum,7182 Bredsten,7190 Billund,"
    "7200 Grindsted,7300 Jelling,7323 Give,7330 Brande,7361 Ejstrupholm,7400 Herning,7430 Ikast,7441 Bording,"
    "7442 Engesvang,7451 Sunds,7470 Karup J,7480 Vildbjerg,7490 Aulum,7500 Holstebro,7540 Haderup,7560 Hjerm,"
    "7570 Vemb,7600 Struer,7620 Lemvig,7650 Bøvlingbjerg,7680 Thyborøn,7700 Thisted,7730 Hanstholm,7752 Snedsted,"
    "7760 Hurup Thy,7800 Skive,7830 Vinderup,7840 Højslev,7860 Spøttrup,7870 Roslev,7900 Nykøbing M,7950 Erslev,"
    "8000 Aarhus C,8200 Aarhus N,8210 Aarhus V,8220 Brabrand,8230 Åbyhøj,8240 Risskov,8250 Egå,8260 Viby J,"
    "8270 Højbjerg,8300 Odder,8305 Samsø,8310 Tranbjerg J,8320 Mårslet,8330 Beder,8340 Malling,8355 Solbjerg,"
    "8362 Hørning,8370 Hadsten,8380 Trige,8381 Tilst,8382 Hinnerup,8400 Ebeltoft,8410 Rønde,8420 Knebel,"
    "8444 Balle,8450 Hammel,8464 Galten,8471 Sabro,8500 Grenaa,8520 Lystrup,8530 Hjortshøj,8541 Skødstrup,"
    "8543 Hornslet,8550 Ryomgård,8560 Kolind,8586 Ørum Djurs,8600 Silkeborg,8620 Kjellerup,8632 Lemming,"
    "8643 Ans By,8653 Them,8660 Skanderborg,8680 Ry,8700 Horsens,8722 Hedensted,8732 Hovedgård,8740 Brædstrup,"
    "8752 Østbirk,8766 Nørre Snede,8800 Viborg,8830 Tjele,8832 Skals,8840 Rødkærsbro,8850 Bjerringbro,"
    "8860 Ulstrup,8870 Langå,8881 Thorsø,8900 Randers C,8920 Randers NV,8930 Randers NØ,8940 Randers SV,"
    "8950 Ørsted,8961 Allingåbro,8963 Auning,8970 Havndal,8981 Spentrup,9000 Aalborg,9200 Aalborg SV,"
    "9210 Aalborg SØ,9220 Aalborg Øst,9230 Svenstrup J,9240 Nibe,9260 Gistrup,9270 Klarup,9280 Storvorde,"
    "9293 Kongerslev,9300 Sæby,9310 Vodskov,9320 Hjallerup,9330 Dronninglund,9352 Dybvad,9362 Gandrup,9370 Hals,"
    "9380 Vestbjerg,9400 Nørresundby,9430 Vadum,9440 Aabybro,9460 Brovst,9480 Løkken,9490 Pandrup,9492 Blokhus,"
    "9500 Hobro,9510 Arden,9520 Skørping,9530 Støvring,9550 Mariager,9560 Hadsund,9574 Bælum,9600 Aars,"
    "9610 Nørager,9620 Aalestrup,9640 Farsø,9670 Løgstør,9681 Ranum,9690 Fjerritslev,9700 Brønderslev,"
    "9740 Jerslev J,9750 Østervrå,9760 Vrå,9800 Hjørring,9830 Tårs,9850 Hirtshals,9870 Sindal,9881 Bindslev,"
    "9900 Frederikshavn,9940 Læsø,9970 Strandby,9981 Jerup,9982 Ålbæk,9990 Skagen"
)

DISTRICTS_BY_ZIP = {district.zip: district for district in DANISH_DISTRICTS}

STREETS = split_options(
    "Algade,Bredgade,Søndergade,Nørregade,Vestergade,Østergade,Torvet,Havnegade,Jernbanegade,Skolegade,Kirkevej,"
    "Møllevej,Industrivej,Stationsvej,Birkevej,Bøgevej,Egevej,Lærkevej,Solsortevej,Strandvejen,Hovedgaden,"
    "Storegade,Ringvejen,Nordre Ringvej,Sdr. Havnekaj,Fabriksvej,Håndværkervej,Erhvervsparken,Transportvej,"
    "Maskinvej,Smedevej,Teglværksvej,Skovbrynet,Engvej,Fjordvej,Kystvejen,Bakkedraget,Lundevej,Damgårdsvej,"
    "Præstegårdsvej,Dronningensgade,Kongensgade,Danmarksgade,Gl. Landevej,Viborgvej,Randersvej,Vesterbrogade,"
    "Østerbrogade,H.C. Andersens Boulevard"
)

FLOORS = (", st.", ", 1. th.", ", 1. tv.", ", 2. th.", ", 3. sal", " A", " B", " C")


def generate_street(stream: RandomStream) -> str:
    """Generates a street with house number, sometimes with a floor or letter."""
    return f"{stream.pick(STREETS)} {stream.between(1, 188)}{stream.pick(FLOORS) if stream.chance(0.22) else ''}"
