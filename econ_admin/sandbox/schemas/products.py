"""The bodies that write a product."""

from econ_admin.sandbox.body_validation import (
    ADDRESS,
    AMOUNT,
    READ_ONLY,
    TRUTH,
    Rules,
    Schema,
    group,
    number,
    reference,
    text,
    whole,
)

_BOTH: dict[str, Schema] = {
    "productNumber": text(25, least=1, required=True),
    "name": text(300, least=1, required=True),
    "description": text(500),
    "costPrice": AMOUNT,
    "recommendedPrice": AMOUNT,
    "salesPrice": AMOUNT,
    "barCode": text(50),
    "barred": TRUTH,
    "inventory": group(
        available=READ_ONLY,
        inStock=READ_ONLY,
        orderedByCustomers=READ_ONLY,
        orderedFromSuppliers=READ_ONLY,
        packageVolume=number(2),
        grossWeight=READ_ONLY,
        netWeight=READ_ONLY,
        recommendedCostPrice=number(2),
    ),
    "unit": reference("unitNumber"),
    "productGroup": reference("productGroupNumber", required=True),
    "departmentalDistribution": group(
        departmentalDistributionNumber=whole(1), distributionType={"type": "string"}, self=ADDRESS
    ),
}
POST = Rules("products.post", **_BOTH)
PUT = Rules("products.productNumber.put", **_BOTH)
