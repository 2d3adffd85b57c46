"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

BOOT_FAILED = 3  # gunicorn's exit code of a worker that cannot start: the server stops instead of trying again

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "econ_admin.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(f"econ-admin: {error}", file=sys.stderr)  # noqa: T201 - one sentence instead of a traceback
    sys.exit(BOOT_FAILED)
