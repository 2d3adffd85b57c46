"""The agreement that the tokens belong to: /self."""

from datetime import date

import msgspec

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.values import Count, Identifier


class Company(msgspec.Struct, frozen=True, rename="camel"):
    """The company that the agreement belongs to."""

    name: str = ""
    address_line1: str = ""
    address_line2: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    phone_number: str = ""
    company_identification_number: str = ""
    vat_number: str = ""


class User(msgspec.Struct, frozen=True, rename="camel"):
    """The e-conomic user that our calls run as; e-conomic cannot tell our own users apart."""

    login_id: str = ""
    name: str = ""
    email: str = ""


class AppRole(msgspec.Struct, frozen=True, rename="camel"):
    """A role that the app requires."""

    role_number: Count = 0
    name: str = ""


class Application(msgspec.Struct, frozen=True, rename="camel"):
    """The app that the grant was given to."""

    app_number: Count = 0
    name: str = ""
    required_roles: tuple[AppRole, ...] = ()


class Settings(msgspec.Struct, frozen=True, rename="camel"):
    """The agreement's settings."""

    base_currency: str = ""
    default_payment_term: int | str | None = None
    """The number of the payment terms; text, by the schema."""


class Module(msgspec.Struct, frozen=True, rename="camel"):
    """A module that the agreement has."""

    module_number: Count
    name: str = ""


class Agreement(Record, frozen=True):
    """The parts of /self that we use."""

    agreement_number: Identifier
    user_name: str = ""
    signup_date: date | None = None
    user: User = User()
    company: Company = Company()
    application: Application = Application()
    settings: Settings = Settings()
    can_send_electronic_invoice: bool = False
    modules: tuple[Module, ...] = ()
