"""Somebody at a browser, as thin as can be: what the client takes is not what is measured."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from threading import Barrier
from time import perf_counter
from urllib.parse import urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"
KEEP_ALIVE = 1  # second that a connection is kept unused: gunicorn closes it after two
TIMEOUT = 60  # seconds; a person would not wait longer


class Person:
    """One connection, and the cookies of one who is signed in, or of nobody."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None, accept_encoding: str = "identity") -> None:
        self.address = address
        self.cookies = dict(cookies or {})
        self._accept_encoding = accept_encoding
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT)
        self._last_used = 0.0

    def get(self, path: str) -> bytes:
        """The page. Ends the bench where it is none: there would be nothing to measure."""
        status, body = self.request("GET", path)
        if status != 200:
            raise SystemExit(f"{path} was answered with {status}: nothing to measure.")
        return body

    def post(self, path: str, **fields: str) -> str:
        """Where a form leads."""
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        status, body = self.request("POST", path, urlencode(token | fields))
        if status != 303:
            raise SystemExit(f"What was posted to {path} was answered with {status}: {body[:300]!r}")
        return self._location

    def sign_in(self) -> "Person":
        self.get("/sign-in/")
        self.post("/sign-in/", username="admin", password="demo")
        return self

    def request(
        self, method: str, path: str, body: str | None = None, extra: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Accept-Encoding": self._accept_encoding} | dict(extra or {})
        if body is not None:
            headers |= {"Content-Type": FORM, "Origin": self.address}
        if perf_counter() - self._last_used > KEEP_ALIVE:
            self._connection.close()  # the next line makes another
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content, self._last_used = response.read(), perf_counter()
        for cookie in response.headers.get_all("Set-Cookie", ()):
            if match := re.match(r"(\w+)=([^;]*)", cookie):
                self.cookies[match[1]] = match[2]
        self._location = response.headers.get("Location", "")
        return response.status, content

    def disconnect(self) -> None:
        """Close the connection; the next request makes another."""
        self._connection.close()

    def connect(self) -> None:
        """A connection made now."""
        self._connection.close()
        self._connection.connect()
        self._last_used = perf_counter()


def time_simultaneous_gets(people: Sequence[Person], paths: Sequence[str]) -> list[float]:
    """What each waits for their page when all ask in the same moment, each over a connection made just before."""
    start = Barrier(len(people))

    def get_page(person: Person, path: str) -> float:
        person.connect()
        start.wait()
        started = perf_counter()
        person.get(path)
        return perf_counter() - started

    return run_in_threads([partial(get_page, *arguments) for arguments in zip(people, paths, strict=True)])


def run_in_threads(calls: Sequence[Callable[[], float]]) -> list[float]:
    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]
