"""A sandbox of the e-conomic API: the default upstream of `make run`, and the server for tests and curl."""

from econ_admin.sandbox.app import Sandbox, SandboxResponse

__all__ = ["Sandbox", "SandboxResponse"]
