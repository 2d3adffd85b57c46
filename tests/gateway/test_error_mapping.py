"""Every shape of failure, as e-conomic was heard to say it."""

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


def told(
    status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, *, writing: bool = False
) -> GatewayError:
    error = map_response_error(status, headers or {}, body, is_write=writing, now=NOON)
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
def test_each_recorded_400_says_which_fields_it_refused(name: str, fields: dict[str, list[str]]) -> None:
    error = told(400, recorded_answer(name))

    assert isinstance(error, Invalid)
    assert error.fields == fields


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ("Invalid type. Expected String but got Null. Path 'name', line 1, position 12.", "name"),
        ("Integer 0 is less than minimum value of 1. Path 'lines[8].sortKey', line 1.", "lines.8.sortKey"),
        ("Expected String but got Null", ""),
    ],
)
def test_a_schema_violation_is_laid_on_its_field_where_the_message_names_one(message: str, path: str) -> None:
    body = f'{{"message": "Schema violation.", "errors": ["{message}"], "schemaPath": "x.json"}}'

    assert told(400, body.encode()).fields == {path: [message]}


def test_e_conomics_own_words_code_and_log_id_are_kept() -> None:
    error = told(404, recorded_answer("ERR_404_typed_product_2020-01-18.json"))

    assert isinstance(error, NotFound)
    assert str(error) == 'e-conomic does not have this: Product "33442041041" not found.'
    assert error.log_id == "5570806259e2efd4-EWR"
    assert told(400, recorded_answer("ERR_400_E06010_duplicate_key_2016.json")).code == "E06010"


def test_words_with_percent_signs_are_shown_as_they_came() -> None:
    assert str(told(400, b'{"message": "100% %(sure)s"}')) == "e-conomic cannot accept this: 100% %(sure)s"


def test_the_log_id_is_taken_from_the_headers_where_the_body_has_none() -> None:
    assert told(500, b"<html>", {"X-RequestId": "abc-CPH"}).log_id == "abc-CPH"


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
def test_each_status_has_its_cause_whatever_the_body_is(status: int, kind: type[GatewayError], body: bytes) -> None:
    error = told(status, body)

    assert type(error) is kind
    assert str(error)
    assert "<" not in str(error)
    assert error.status == status


@pytest.mark.parametrize(("status", "doubtful"), [(400, False), (404, False), (429, False), (500, True), (302, True)])
def test_after_a_write_only_a_4xx_says_for_certain_that_nothing_was_done(status: int, doubtful: bool) -> None:
    error = told(status, writing=True)

    assert error.outcome_unknown is doubtful
    assert ("may or may not have been made" in str(error)) is doubtful


def test_a_read_leaves_no_doubt_behind() -> None:
    assert not told(500).outcome_unknown


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
def test_a_429_says_when_to_come_back(header: str, seconds: int | None) -> None:
    error = told(429, b"", {"Retry-After": header})

    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds
    assert ("seconds" in str(error)) is (seconds is not None)


def test_a_401_says_nothing_of_the_demo_link() -> None:
    error = told(401, recorded_answer("ERR_401_2020-01-18.json"))

    assert isinstance(error, Unauthorised)
    assert str(error) == "e-conomic does not accept the tokens of this agreement."


def test_a_success_is_no_failure() -> None:
    assert map_response_error(201, {}, b"", is_write=True, now=NOON) is None


def test_a_refusal_nested_without_end_is_read_as_far_as_it_makes_sense() -> None:
    deep = b'{"errors":' + b'{"a":' * 500 + b'["no"]' + b"}" * 500 + b"}"

    assert told(400, deep).fields == {}


def test_every_sentence_can_be_filled_from_its_parameters() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, GatewayError)]
    for kind in kinds:
        for error in (kind(), kind("words", status=418), kind("words", status=500, outcome_unknown=True)):
            assert error.message % error.parameters == str(error)
    assert {OtherClientError, UnexpectedResponse} < set(kinds)
