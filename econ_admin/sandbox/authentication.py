"""Who is let in, and whether what they ask has a form that can be answered."""

from urllib.parse import quote

from werkzeug.wrappers import Request

from econ_admin.sandbox.error_responses import mismatched, not_acceptable, not_json, read_only, unauthorised

SECRET = "X-AppSecretToken"  # noqa: S105 -- the name of a header
GRANT = "X-AgreementGrantToken"
OLD_SECRET, OLD_GRANT = "appId", "accessId"  # what old clients call them; that they still work is inferred
READ_WRITE, DEMO = "sandbox", "demo"
READING = ("GET", "HEAD")
JSON = ("application/json", "application/json-patch+json", "text/json")


def tokens(request: Request) -> tuple[str | None, str | None]:
    """The two tokens that a request has, in its headers or by `?demo=true`."""
    headers = request.headers
    secret, grant = headers.get(SECRET, headers.get(OLD_SECRET)), headers.get(GRANT, headers.get(OLD_GRANT))
    if secret is None and grant is None and request.args.get("demo") == "true":
        return DEMO, DEMO
    return secret, grant


def let_in(request: Request, root: str) -> None:
    """Raises the refusal of unknown tokens, and of a write with those that may only read."""
    secret, grant = tokens(request)
    if secret not in (READ_WRITE, DEMO) or grant not in (READ_WRITE, DEMO):
        raise unauthorised(root, f"{root}{quote(request.path)}?demo=true")
    if secret != grant:
        raise mismatched(root)
    if secret == DEMO and request.method not in READING:
        raise read_only()


def readable(request: Request, sent: bytes) -> None:
    """Raises the refusal of an answer in another form than JSON, or of a body in another."""
    accept = request.headers.get("Accept")
    if accept and not request.accept_mimetypes.quality("application/json"):
        raise not_acceptable(accept)
    if sent and request.method not in READING and request.mimetype not in JSON:
        raise not_json(request.headers.get("Content-Type", ""))
    if not sent and request.method in ("POST", "PUT", "PATCH") and request.mimetype not in (*JSON, ""):
        raise not_json(request.headers.get("Content-Type", ""))
