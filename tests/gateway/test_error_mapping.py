"""Mapping the API's error responses, as recorded, to the gateway's errors."""

import json
from collections.abc import Mapping

import pytest

from econ_admin.gateway import errors
from econ_admin.gateway.error_mapping import map_response_error
from econ_admin.gateway.errors import (
    GatewayError,
    Invalid,
    NotFound,
    OtherClientError,
    RateLimited,
    Unauthorised,
    UnexpectedResponse,
)
from tests.gateway.conftest import NOON
from tests.reference import recorded_answer


def map_error(
    status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, *, is_write: bool = False
) -> GatewayError:
    error = map_response_error(status, headers or {}, body, is_write=is_write, now=NOON)
    assert error
    return error


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ERR_400_E04300_customerGroup_not_found_2023-06-21.json", {"customerGroup": ["CustomerGroup '1' not found."]}),
        (
            "ERR_400_E04800_contact_of_other_customer.json",
            {"customerContact": ["Mismatching customer number for invoice and customer contact"]},
        ),
        (
            "ERR_400_E06600_draft_line_product_barred_2022-06-12.json",
            {"lines.8.product": ["Product 'SPE-16-029712-9000' is barred."]},
        ),
        (
            "ERR_400_E06820_customer_barred_2025-08-01.json",
            {"0.entries.4.customer": ["Customer '44142815' is barred."]},
        ),
        (
            "ERR_400_bad_filter_property_2026-08-12.json",
            {"": ["Filtering is not allowed on property 'bogusProp'."]},
        ),
        (
            "DOC_400_annotated_2015.json",
            {
                "currency": ["currency does not exist."],
                "customer": ["customer does not exist."],
                "lines.0.unit": ["unit does not exist."],
                "lines.0.unitNetPrice": ["unitNetPrice scale cannot be greater then two decimal places."],
                "lines.1.product": [
                    "No identifiers present on product. Please include either a self link or a productNumber."
                ],
                "quantity": ["Property quantity must have a value when product is set."],
            },
        ),
        ("ERR_400_E06010_duplicate_key_2016.json", {}),
    ],
)
def test_recorded_400_names_the_refused_fields(name: str, fields: dict[str, list[str]]) -> None:
    error = map_error(400, recorded_answer(name))

    assert isinstance(error, Invalid)
    assert error.fields == fields


def test_refused_values_are_kept_beside_their_messages() -> None:
    errors = b'{"zip":{"errors":[{"errorMessage":"A","inputValue":"8000"},{"errorMessage":"B"}]}}'

    error = map_error(400, b'{"errors":%s}' % errors)

    assert (error.fields, error.input_values) == ({"zip": ["A", "B"]}, {"zip": ["8000", None]})


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ("Invalid type. Expected String but got Null. Path 'name', line 1, position 12.", "name"),
        ("Integer 0 is less than minimum value of 1. Path 'lines[8].sortKey', line 1.", "lines.8.sortKey"),
        ("Expected String but got Null", ""),
    ],
)
def test_schema_violation_is_assigned_to_the_field_it_names(message: str, path: str) -> None:
    body = f'{{"message": "Schema violation.", "errors": ["{message}"], "schemaPath": "x.json"}}'

    assert map_error(400, body.encode()).fields == {path: [message]}


def test_api_message_code_and_log_id_are_kept() -> None:
    error = map_error(404, recorded_answer("ERR_404_typed_product_2020-01-18.json"))

    assert isinstance(error, NotFound)
    assert str(error) == 'We could not find this in e-conomic: Product "33442041041" not found.'
    assert error.log_id == "5570806259e2efd4-EWR"
    assert map_error(400, recorded_answer("ERR_400_E06010_duplicate_key_2016.json")).code == "E06010"


def test_percent_signs_in_an_api_message_are_shown_unchanged() -> None:
    assert str(map_error(400, b'{"message": "100% %(sure)s"}')) == "e-conomic did not accept this: 100% %(sure)s"


def test_log_id_falls_back_to_the_headers() -> None:
    assert map_error(500, b"<html>", {"X-RequestId": "abc-CPH"}).log_id == "abc-CPH"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Invalid),
        (401, errors.Unauthorised),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (405, errors.OtherClientError),
        (406, errors.OtherClientError),
        (409, errors.OtherClientError),
        (415, errors.OtherClientError),
        (429, errors.RateLimited),
        (500, errors.ServerError),
        (502, errors.ServerError),
        (503, errors.ServerError),
        (301, errors.UnexpectedResponse),
        (302, errors.UnexpectedResponse),
        (307, errors.UnexpectedResponse),
        (308, errors.UnexpectedResponse),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>Oops</html>", b'{"message": "tru', b"[]", b'{"message": 7, "errors": 7}', b"null"]
)
def test_each_status_maps_to_its_error_whatever_the_body(status: int, kind: type[GatewayError], body: bytes) -> None:
    error = map_error(status, body)

    assert type(error) is kind
    assert str(error)
    assert "<" not in str(error)
    assert error.status == status


@pytest.mark.parametrize(
    ("status", "outcome_unknown"), [(400, False), (404, False), (429, False), (500, True), (302, True)]
)
def test_only_a_4xx_proves_that_a_write_was_not_made(status: int, outcome_unknown: bool) -> None:
    error = map_error(status, is_write=True)

    assert error.outcome_unknown is outcome_unknown
    assert ("whether the change was made" in str(error)) is outcome_unknown


def test_failed_read_never_has_an_unknown_outcome() -> None:
    assert not map_error(500).outcome_unknown


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("17", 17),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_a_429_says_when_to_retry(header: str, seconds: int | None) -> None:
    error = map_error(429, b"", {"Retry-After": header})

    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds
    assert ("seconds" in str(error)) is (seconds is not None)


def test_a_401_does_not_show_the_demo_link() -> None:
    error = map_error(401, recorded_answer("ERR_401_2020-01-18.json"))

    assert isinstance(error, Unauthorised)
    assert str(error) == "e-conomic does not accept the access tokens of this agreement. Contact an administrator."


def test_success_status_maps_to_no_error() -> None:
    assert map_response_error(201, {}, b"", is_write=True, now=NOON) is None


@pytest.mark.parametrize(("depth", "count"), [(12, 1), (13, 0), (500, 0)])
def test_deeply_nested_errors_are_ignored(depth: int, count: int) -> None:
    deep = b'{"errors":' + b'{"a":' * depth + b'["no"]' + b"}" * depth + b"}"

    assert len(map_error(400, deep).fields) == count


def test_every_message_can_be_formatted_with_its_parameters() -> None:
    error_classes = [
        error_class
        for error_class in vars(errors).values()
        if isinstance(error_class, type) and issubclass(error_class, GatewayError)
    ]
    for kind in error_classes:
        for error in (kind(), kind("words", status=418), kind("words", status=500, outcome_unknown=True)):
            assert error.message % error.parameters == str(error)
    assert {OtherClientError, UnexpectedResponse} < set(error_classes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\r\nERROR forged line", "one ERROR forged line"),
        ("tab\tbell\x07 escape\x1b[31m", "tab bell escape [31m"),
        ("line\u2028separator\u202eturned", "line separator turned"),
        ("x" * 600, "x" * 500 + "…"),
    ],
)
def test_upstream_words_are_one_line_of_limited_length(text: str, expected: str) -> None:
    body = json.dumps({"message": text, "logId": text, "errors": {"name": {"errors": [{"errorMessage": text}]}}})

    error = map_error(400, body.encode())

    assert (error.api_message, error.log_id) == (expected, expected)
    assert error.fields == {"name": [expected]}


def test_log_id_of_a_header_cannot_forge_a_line() -> None:
    assert map_error(503, headers={"X-RequestId": "abc\r\nforged " + "y" * 500}).log_id.startswith("abc forged yyy")
    assert len(map_error(503, headers={"X-RequestId": "y" * 500}).log_id) <= 100
