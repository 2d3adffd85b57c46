"""Authentication, and the content types of requests and responses."""

from urllib.parse import quote

from werkzeug.wrappers import Request

from econ_admin.sandbox.error_responses import (
    mismatched_tokens_error,
    not_acceptable_error,
    read_only_error,
    unauthorized_error,
    unsupported_media_type_error,
)

SECRET_HEADER = "X-AppSecretToken"  # noqa: S105 -- the name of a header
GRANT_HEADER = "X-AgreementGrantToken"
LEGACY_SECRET_HEADER, LEGACY_GRANT_HEADER = (
    # Header names used by old clients; inferred that they still work.
    "appId",
    "accessId",
)
READ_WRITE_TOKEN, DEMO_TOKEN = "sandbox", "demo"
SAFE_METHODS = ("GET", "HEAD")
JSON_TYPES = ("application/json", "application/json-patch+json", "text/json")


def get_tokens(request: Request) -> tuple[str | None, str | None]:
    """Returns the two tokens of a request, from its headers or `?demo=true`."""
    headers = request.headers
    secret, grant = (
        headers.get(SECRET_HEADER, headers.get(LEGACY_SECRET_HEADER)),
        headers.get(GRANT_HEADER, headers.get(LEGACY_GRANT_HEADER)),
    )
    if secret is None and grant is None and request.args.get("demo") == "true":
        return DEMO_TOKEN, DEMO_TOKEN
    return secret, grant


def authenticate(request: Request, root_url: str) -> None:
    """Raises ApiError for unknown tokens, and for a write with read-only tokens."""
    secret, grant = get_tokens(request)
    if secret not in (READ_WRITE_TOKEN, DEMO_TOKEN) or grant not in (READ_WRITE_TOKEN, DEMO_TOKEN):
        raise unauthorized_error(root_url, f"{root_url}{quote(request.path)}?demo=true")
    if secret != grant:
        raise mismatched_tokens_error(root_url)
    if secret == DEMO_TOKEN and request.method not in SAFE_METHODS:
        raise read_only_error()


def check_content_types(request: Request, raw_body: bytes) -> None:
    """Raises ApiError if the request accepts no JSON response, or has a body that is not JSON."""
    accept = request.headers.get("Accept")
    if accept and not request.accept_mimetypes.quality("application/json"):
        raise not_acceptable_error(accept)
    if raw_body and request.method not in SAFE_METHODS and request.mimetype not in JSON_TYPES:
        raise unsupported_media_type_error(request.headers.get("Content-Type", ""))
    if not raw_body and request.method in ("POST", "PUT", "PATCH") and request.mimetype not in (*JSON_TYPES, ""):
        raise unsupported_media_type_error(request.headers.get("Content-Type", ""))
