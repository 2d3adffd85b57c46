"""A process that records writes in the audit trail of DATA_DIR: `python -m tests.trail.writer_process 10`."""

import os
import sys


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "econ_admin.settings")
    import django

    django.setup()
    from econ_admin.access.agreements import get_or_create_agreement
    from econ_admin.access.models import Person
    from econ_admin.gateway.trail import Intent, Outcome
    from econ_admin.trail.database_trail import DatabaseTrail

    person, _created = Person.objects.get_or_create(username="ada")
    trail = DatabaseTrail(get_or_create_agreement(), person)
    for _ in range(count):
        key = trail.begin(Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}"))
        trail.end(key, Outcome(200, b"{}"))


if __name__ == "__main__":
    main(int(sys.argv[1]))
