"""The numbers of the VAT zones that every agreement has. Knows no Django."""

DOMESTIC, EU, ABROAD, DOMESTIC_WITHOUT_VAT = 1, 2, 3, 4
