"""Serves the sandbox over HTTP, for curl, other clients, and a dashboard under test."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.rate_limit import DEFAULT_RATE_LIMIT, PUBLISHED_RATE_LIMIT, WRITE_COST, RateLimit
from econ_admin.sandbox.server import HOST, PortTakenError, raise_if_port_taken, serve


class Command(BaseCommand):
    help = "Serves the sandbox of the e-conomic API over HTTP, with its control API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8099)
        parser.add_argument("--customers", type=int, default=2000, help="number of seeded customers")
        parser.add_argument("--latency", type=int, default=0, help="extra milliseconds per response")
        parser.add_argument(
            "--rate",
            type=int,
            default=DEFAULT_RATE_LIMIT.capacity,
            help="call cost allowed per 60 seconds; 2000: as public pages describe it, 13 for nearly every call",
        )
        parser.add_argument("--reset", action="store_true", help="reset to the seed data")

    def handle(self, *args: Any, **options: Any) -> None:
        port, customers, latency = options["port"], options["customers"], options["latency"]
        is_published = options["rate"] == PUBLISHED_RATE_LIMIT.capacity
        rate = PUBLISHED_RATE_LIMIT if is_published else RateLimit(options["rate"])
        if not 0 < port < 65536 or customers < 0 or latency < 0 or rate.capacity < WRITE_COST:
            limits = "The port must be between 1 and 65535, customers and latency at least 0, and the rate at least"
            raise CommandError(f"{limits} {WRITE_COST}, the cost of a write.")
        try:
            raise_if_port_taken(port)
        except PortTakenError as error:
            raise CommandError(
                f"Port {port} on {HOST} is not available ({error}). Choose another with --port."
            ) from error

        def make() -> Sandbox:
            store = settings.DATA_DIR / f"sandbox-{customers}.sqlite"
            day = timezone.localdate()
            return Sandbox(store, customers, day, serve_control_api=True, latency=latency / 1000, rate_limit=rate)

        seeded = make()
        if options["reset"]:
            seeded.reset()
        seeded.close()
        serve(make, port, lambda: self._tell(port))

    def _tell(self, port: int) -> None:
        tokens = "X-AppSecretToken and X-AgreementGrantToken are both sandbox (demo: read only)"
        self.stdout.write(f"The sandbox answers on http://{HOST}:{port}/ ; {tokens}.")
        self.stdout.flush()
