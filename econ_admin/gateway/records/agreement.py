"""The agreement that the tokens open: /self."""

from datetime import date

import msgspec

from econ_admin.gateway.records.base import Record
from econ_admin.gateway.records.values import Count, Identifier


class Company(msgspec.Struct, frozen=True, rename="camel"):
    """Whose books these are."""

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
    """In whose name we call; e-conomic cannot tell which of our people it was."""

    login_id: str = ""
    name: str = ""
    email: str = ""


class AppRole(msgspec.Struct, frozen=True, rename="camel"):
    """What the grant was asked to allow."""

    role_number: Count = 0
    name: str = ""


class Application(msgspec.Struct, frozen=True, rename="camel"):
    """Which app the grant was given to."""

    app_number: Count = 0
    name: str = ""
    required_roles: tuple[AppRole, ...] = ()


class Settings(msgspec.Struct, frozen=True, rename="camel"):
    """What the agreement has set."""

    base_currency: str = ""


class Module(msgspec.Struct, frozen=True, rename="camel"):
    """What the agreement has bought."""

    module_number: Count
    name: str = ""


class Agreement(Record, frozen=True):
    """Everything that /self says that we have a use for."""

    agreement_number: Identifier
    user_name: str = ""
    signup_date: date | None = None
    user: User = User()
    company: Company = Company()
    application: Application = Application()
    settings: Settings = Settings()
    can_send_electronic_invoice: bool = False
    modules: tuple[Module, ...] = ()
