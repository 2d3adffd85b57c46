"""Reading the environment: strictly, with a clear message for each mistake."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from econ_admin import environment

TOKENS = {"ECONOMIC_APP_SECRET_TOKEN": "app-secret-1", "ECONOMIC_AGREEMENT_GRANT_TOKEN": "grant-1"}


def test_no_tokens_select_the_embedded_sandbox() -> None:
    economic = environment.read_economic({})

    assert economic.embedded
    assert economic.is_local
    assert economic.base_url == environment.SANDBOX_ORIGIN


def test_two_tokens_select_the_real_api() -> None:
    economic = environment.read_economic(TOKENS)

    assert not economic.embedded
    assert not economic.is_local
    assert economic.base_url == "https://restapi.e-conomic.com"


def test_tokens_are_not_in_the_repr() -> None:
    printed = repr(environment.read_economic(TOKENS))

    assert "https://restapi.e-conomic.com" in printed
    assert "app-secret-1" not in printed
    assert "grant-1" not in printed


def test_a_grant_token_alone_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^ECONOMIC_APP_SECRET_TOKEN is missing"):
        environment.read_economic({"ECONOMIC_AGREEMENT_GRANT_TOKEN": "grant-1"})


def test_the_app_secret_alone_leaves_all_agreements_to_the_dashboard() -> None:
    economic = environment.read_economic({"ECONOMIC_APP_SECRET_TOKEN": "app-secret-1"})

    assert economic.base_url == "https://restapi.e-conomic.com"
    assert not economic.embedded
    assert not economic.has_grant


def test_two_tokens_are_those_of_an_agreement() -> None:
    assert environment.read_economic(TOKENS).has_grant


@pytest.mark.parametrize("token", ["with space", "ø", "x" * 201])
def test_a_public_token_that_no_address_can_carry_is_refused(token: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ECONOMIC_APP_PUBLIC_TOKEN"):
        environment.read_economic({**TOKENS, "ECONOMIC_APP_PUBLIC_TOKEN": token})


def test_base_url_without_tokens_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="the tokens are not"):
        environment.read_economic({"ECONOMIC_BASE_URL": "https://restapi.e-conomic.com"})


@pytest.mark.parametrize("address", ["http://restapi.e-conomic.com", "ftp://127.0.0.1", "restapi.e-conomic.com"])
def test_tokens_require_https(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="https://"):
        environment.read_economic({**TOKENS, "ECONOMIC_BASE_URL": address})


@pytest.mark.parametrize("address", ["http://127.0.0.1:8099", "http://localhost:8099", "http://[::1]:8099"])
def test_plain_http_is_allowed_on_loopback(address: str) -> None:
    economic = environment.read_economic({**TOKENS, "ECONOMIC_BASE_URL": address + "/"})

    assert economic.is_local
    assert economic.base_url == address


@pytest.mark.parametrize("name", ["SECRET_KEY", "TOKEN_KEYS"])
def test_production_requires_keys(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must be set"):
        environment.read_keys({"PRODUCTION": "1"}, name, tmp_path)


def test_production_requires_hosts() -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must be set"):
        environment.read_hosts({"PRODUCTION": "1"})


def test_generated_key_survives_restarts_and_is_private(tmp_path: Path) -> None:
    first = environment.read_keys({}, "SECRET_KEY", tmp_path)

    assert environment.read_keys({}, "SECRET_KEY", tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize("keys", ["x", "short-but-not-one", f"{'long' * 20}, x"])
def test_short_key_is_refused_in_production(keys: str, tmp_path: Path) -> None:
    env = {"PRODUCTION": "1", "SECRET_KEY": keys}

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must have at least 50 characters"):
        environment.read_keys(env, "SECRET_KEY", tmp_path, min_length=50)


def test_given_keys_are_newest_first(tmp_path: Path) -> None:
    assert environment.read_keys({"TOKEN_KEYS": "new, old"}, "TOKEN_KEYS", tmp_path) == ["new", "old"]


def test_data_folder_is_private(tmp_path: Path) -> None:
    folder = environment.prepare_data_folder({"DATA_DIR": str(tmp_path / "data")})

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_company_register_is_the_default() -> None:
    assert environment.read_company_register({}) is None


def test_company_register_has_the_url_and_the_token() -> None:
    register = environment.read_company_register(
        {"CVR_LOOKUP_URL": " https://cvrapi.dk/api?vat={number}&country=dk ", "CVR_LOOKUP_TOKEN": "quxholm"}
    )

    assert register is not None
    assert register.url == "https://cvrapi.dk/api?vat={number}&country=dk"
    assert register.token is not None
    assert register.token.reveal() == "quxholm"
    assert "quxholm" not in repr(register)


@pytest.mark.parametrize(
    "env",
    [
        {"CVR_LOOKUP_URL": "http://cvrapi.dk/api?vat={number}"},
        {"CVR_LOOKUP_URL": "https://cvrapi.dk/api"},
        {"CVR_LOOKUP_TOKEN": "quxholm"},
        {"CVR_LOOKUP_URL": "https://cvrapi.dk/{number}", "CVR_LOOKUP_TOKEN": "qux\nholm"},
    ],
)
def test_company_register_that_cannot_be_used_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="CVR_LOOKUP") as raised:
        environment.read_company_register(env)

    assert "holm" not in str(raised.value)


@pytest.mark.parametrize(
    ("env", "proxies"),
    [
        ({}, 0),
        ({"BEHIND_PROXY": "1"}, 1),
        ({"TRUSTED_PROXIES": "2"}, 2),
        ({"BEHIND_PROXY": "1", "TRUSTED_PROXIES": "0"}, 0),
    ],
)
def test_number_of_trusted_proxies(env: dict[str, str], proxies: int) -> None:
    assert environment.read_trusted_proxies(env) == proxies


@pytest.mark.parametrize("value", ["-1", "x", "11", "1.5"])
def test_number_of_proxies_must_be_a_number(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES must be a whole number"):
        environment.read_trusted_proxies({"TRUSTED_PROXIES": value})


@pytest.mark.parametrize(
    ("env", "required"),
    [
        ({}, "none"),
        ({"PRODUCTION": "1"}, "admins"),
        ({"PRODUCTION": "1", "REQUIRE_SECOND_FACTOR": "none"}, "none"),
        ({"REQUIRE_SECOND_FACTOR": "everyone"}, "everyone"),
    ],
)
def test_who_must_have_a_second_factor(env: dict[str, str], required: str) -> None:
    assert environment.read_required_second_factor(env) == required


def test_unknown_second_factor_setting_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="none, admins or everyone"):
        environment.read_required_second_factor({"REQUIRE_SECOND_FACTOR": "yes"})


OIDC = {"OIDC_ISSUER": "https://login.example/", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "quxholm"}


def test_openid_connect_is_off_by_default() -> None:
    assert environment.read_oidc({}) is None


def test_openid_connect_provider_is_read_without_its_secret_in_the_repr() -> None:
    oidc = environment.read_oidc(OIDC)

    assert oidc is not None
    assert (oidc.issuer, oidc.name, oidc.username_claim) == ("https://login.example", "login.example", "")
    assert not oidc.creates_people
    assert "quxholm" not in repr(oidc)


@pytest.mark.parametrize("env", [{**OIDC, "OIDC_CLIENT_SECRET": ""}, {**OIDC, "OIDC_ISSUER": "http://login.example"}])
def test_openid_connect_provider_that_cannot_be_used_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC_"):
        environment.read_oidc(env)


def test_number_is_read_within_its_limits() -> None:
    assert environment.read_number({}, "TRAIL_YEARS", 5, 100) == 5
    assert environment.read_number({"TRAIL_YEARS": " 6 "}, "TRAIL_YEARS", 5, 100) == 6


@pytest.mark.parametrize("text", ["0", "101", "-1", "five", "1.5"])
def test_number_outside_its_limits_is_refused_by_name(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^TRAIL_YEARS must be a whole number from 1 to 100"):
        environment.read_number({"TRAIL_YEARS": text}, "TRAIL_YEARS", 5, 100)
