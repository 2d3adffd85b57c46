"""A small e-conomic: the default of `make run`, the server of the tests, everybody's curl target."""

from econ_admin.sandbox.app import Sandbox, SandboxResponse

__all__ = ["Sandbox", "SandboxResponse"]
