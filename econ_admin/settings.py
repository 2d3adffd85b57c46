"""Django settings, read from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from econ_admin import environment
from econ_admin.gateway.retry_policy import RetryPolicy
from econ_admin.logs import build_logging

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.prepare_data_folder(os.environ)
PRODUCTION = environment.is_production(os.environ)

SECRET_KEY, *SECRET_KEY_FALLBACKS = environment.read_keys(os.environ, "SECRET_KEY", DATA_DIR, min_length=50)
TOKEN_KEYS = environment.read_keys(os.environ, "TOKEN_KEYS", DATA_DIR, min_length=32)
ALLOWED_HOSTS = environment.read_hosts(os.environ)
DEBUG = False

ECONOMIC = environment.read_economic(os.environ)
REDIS = environment.read_redis(os.environ)
ECONOMIC_CACHE = REDIS or DATA_DIR / "cache" / "economic.sqlite"
FILE_CACHE = {
    "BACKEND": "econ_admin.file_cache.FileCache",  # shared by all processes of this machine
    "LOCATION": DATA_DIR / "cache" / "reads",
    "OPTIONS": {"MAX_ENTRIES": 5_000},
}
CACHES = {"default": FILE_CACHE}
if REDIS:
    CACHES = {
        "default": {
            "BACKEND": "econ_admin.redis_cache.SharedCache",  # shared by all machines
            "LOCATION": REDIS.url,
            "KEY_PREFIX": f"{REDIS.prefix}cache",
            "OPTIONS": {"fallback": FILE_CACHE},
        }
    }
ECONOMIC_RETRY_POLICY = RetryPolicy()
CVR_LOOKUP = environment.read_company_register(os.environ)
SANDBOX_STORE = DATA_DIR / "sandbox.sqlite"
SANDBOX_CUSTOMERS = 2000
DEMO_PEOPLE_ALLOWED = not PRODUCTION and ECONOMIC.is_local

INSTALLED_APPS = [
    "econ_admin.access",
    "econ_admin.trail",
    "econ_admin",
    "customers",
    "django.contrib.auth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",  # wraps the template loaders and adds its tags
    "csp",
]
MIDDLEWARE = [
    "econ_admin.observation.ObservationMiddleware",  # outside everything; renders nothing
    "csp.middleware.CSPMiddleware",  # early, so that pages from later middleware get the header too
    "econ_admin.status.server_timing.ServerTimingMiddleware",  # outside everything that takes time
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "econ_admin.compression.CompressionMiddleware",  # outside all that reads or changes a page
    "econ_admin.access.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "econ_admin.access.authentication.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "econ_admin.middleware.SignInMiddleware",  # before CSRF: a request without a session gets the sign-in form
    "django.middleware.csrf.CsrfViewMiddleware",
    "econ_admin.middleware.AgreementMiddleware",
]
ROOT_URLCONF = "econ_admin.urls"
WSGI_APPLICATION = "econ_admin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django_htmx.templatetags.django_htmx", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "customers.palette.context.add_palette",
            ],
        },
    }
]

FORM_RENDERER = "econ_admin.rendering.FormRenderer"

DATABASES = {
    # No transaction may be open during calls to e-conomic.
    "default": environment.read_database(os.environ, DATA_DIR) | {"ATOMIC_REQUESTS": False}
}
DATABASE_HAS_CLOCK = DATABASES["default"]["ENGINE"] == "econ_admin.postgresql"  # one for all machines
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = ["econ_admin.access.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "econ_admin.access.password_words.PasswordWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "access:sign-in"
TRUSTED_PROXIES = environment.read_trusted_proxies(os.environ)
OIDC = environment.read_oidc(os.environ)
REQUIRE_SECOND_FACTOR = environment.read_required_second_factor(os.environ)

# django-allauth: its engine behind our own views, so none of its URLs are mounted
ACCOUNT_ADAPTER = "econ_admin.access.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # login_throttle.py: in the database, and nobody can lock others out
SOCIALACCOUNT_ADAPTER = "econ_admin.access.oidc.SocialAccountAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
MFA_ADAPTER = "econ_admin.access.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = False  # as above
MFA_TOTP_ISSUER = "econ-admin"
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds, for clocks that differ
MFA_PASSKEY_LOGIN_ENABLED = os.environ.get("PASSKEY_SIGN_IN") == "1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SESSION_ENGINE = "econ_admin.access.session_store"
SESSION_IDLE_AGE = environment.read_number(os.environ, "SESSION_IDLE_MINUTES", 60, 24 * 60) * 60  # seconds
SESSION_COOKIE_AGE = environment.read_number(os.environ, "SESSION_HOURS", 12, 24 * 30) * 60 * 60  # seconds
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""  # browsers then refuse these cookies from anyone but this host
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
CSRF_FAILURE_VIEW = "econ_admin.access.csrf_failure.csrf_failure"
MESSAGE_STORAGE = "econ_admin.access.shown_once.MessageStorage"

FILE_UPLOAD_HANDLERS = ["econ_admin.uploads.RefuseUploads"]
CSRF_COOKIE_HTTPONLY = True  # pages have the token, so no script needs the cookie

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # called by machines inside the network
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler's control images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

METRICS_TOKEN = environment.read_metrics_token(os.environ)

# Ages, after which `manage.py clean` deletes.
TRAIL_YEARS = environment.read_number(os.environ, "TRAIL_YEARS", 5, 100)  # after the end of the year of a write
RECOVERY_COPY_DAYS = environment.read_number(os.environ, "RECOVERY_COPY_DAYS", 7, 365)
FAILED_SIGN_IN_HOURS = environment.read_number(os.environ, "FAILED_SIGN_IN_HOURS", 1, 24 * 365)

LEASE_PATIENCE = 3  # seconds that a save waits for another save of the same document

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("da", "Dansk")]
LANGUAGE_COOKIE_NAME = "__Host-language" if PRODUCTION else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # seconds
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = True, PRODUCTION, "Lax"
LOCALE_PATHS = [BASE_DIR / "econ_admin" / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "econ_admin.script_bundles.BundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = build_logging(environment.read_log_format(os.environ))
