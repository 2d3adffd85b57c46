"""Request bodies that write a product."""

from econ_admin.sandbox.body_validation import (
    AMOUNT,
    BOOLEAN,
    READ_ONLY,
    URI,
    BodySchema,
    Schema,
    decimal_field,
    integer_field,
    object_field,
    reference_field,
    text_field,
)

_SHARED: dict[str, Schema] = {
    "productNumber": text_field(25, min_length=1, required=True),
    "name": text_field(300, min_length=1, required=True),
    "description": text_field(500),
    "costPrice": AMOUNT,
    "recommendedPrice": AMOUNT,
    "salesPrice": AMOUNT,
    "barCode": text_field(50),
    "minimumStock": AMOUNT,  # recorded, but in no published schema
    "barred": BOOLEAN,
    "inventory": object_field(
        available=READ_ONLY,
        inStock=READ_ONLY,
        orderedByCustomers=READ_ONLY,
        orderedFromSuppliers=READ_ONLY,
        packageVolume=decimal_field(2),
        grossWeight=READ_ONLY,
        netWeight=READ_ONLY,
        recommendedCostPrice=decimal_field(2),
    ),
    "unit": reference_field("unitNumber"),
    "productGroup": reference_field("productGroupNumber", required=True),
    "departmentalDistribution": object_field(
        departmentalDistributionNumber=integer_field(1), distributionType={"type": "string"}, self=URI
    ),
}
POST = BodySchema("products.post", **_SHARED)
PUT = BodySchema("products.productNumber.put", **_SHARED)
