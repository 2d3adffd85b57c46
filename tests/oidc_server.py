"""A small OpenID Connect provider: one person, who always agrees."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT_ID, CLIENT_SECRET = "econ-admin", "secret-of-the-client"
SIGNING_KEY = "key-of-the-provider-that-nobody-checks-over-tls"


@dataclass
class Provider:
    """What the provider answers, and what it was asked."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "subject-1", "preferred_username": "viewer"})
    named_issuer: str = ""  # in the configuration, if it is another one
    answer: dict[str, str] = field(default_factory=dict)  # instead of the code
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    is_down: bool = False
    is_moved: bool = False
    """Whether the configuration and the tokens are somewhere else, where requests are redirected to."""

    def get_configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.named_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The address that the browser is sent back to."""
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        answer = self.answer or {"code": code}
        return f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}"

    def give_token(self, form: dict[str, str]) -> dict[str, Any] | None:
        query = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if query is None or challenge != query["code_challenge"] or form.get("client_secret") != CLIENT_SECRET:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **self.claims}
        token = jwt.encode(claims, SIGNING_KEY, algorithm="HS256")
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def serve_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if provider.is_down:
                self._send(500, {})
            elif parts.path == "/authorize":
                self._redirect(provider.authorize(_flatten(parts.query)))
            elif provider.is_moved and parts.path == "/.well-known/openid-configuration":
                self._redirect("/moved")
            elif parts.path in ("/moved", "/.well-known/openid-configuration"):
                self._send(200, provider.get_configuration())
            else:
                self._send(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            token = provider.give_token(_flatten(body))
            self._send(200 if token else 400, token or {"error": "invalid_grant"})

        def _redirect(self, location: str) -> None:
            self.send_response(302)
            self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _send(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _flatten(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
