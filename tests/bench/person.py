"""Somebody at a browser, as thin as can be: what the client takes is not what is measured."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from threading import Barrier
from time import perf_counter
from urllib.parse import urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"
KEPT = 1  # second that a connection is kept unused: gunicorn closes it after two
PATIENCE = 60  # seconds; whoever waits longer would have gone


class Person:
    """One connection, and the cookies of one who is signed in, or of nobody."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None) -> None:
        self.address = address
        self.cookies = dict(cookies or {})
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        self._used = 0.0

    def get(self, path: str) -> bytes:
        """The page. Ends the bench where it is none: there would be nothing to measure."""
        status, body = self.ask("GET", path)
        if status != 200:
            raise SystemExit(f"{path} was answered with {status}: nothing to measure.")
        return body

    def post(self, path: str, **fields: str) -> str:
        """Where a form leads."""
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        status, body = self.ask("POST", path, urlencode(token | fields))
        if status != 303:
            raise SystemExit(f"What was posted to {path} was answered with {status}: {body[:300]!r}")
        return self._location

    def sign_in(self) -> "Person":
        self.get("/sign-in/")
        self.post("/sign-in/", username="admin", password="demo")
        return self

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": FORM, "Origin": self.address}
        if perf_counter() - self._used > KEPT:
            self._connection.close()  # the next line makes another
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        read, self._used = answer.read(), perf_counter()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            if found := re.match(r"(\w+)=([^;]*)", cookie):
                self.cookies[found[1]] = found[2]
        self._location = answer.headers.get("Location", "")
        return answer.status, read

    def leave(self) -> None:
        """Close the connection; the next request makes another."""
        self._connection.close()

    def connect(self) -> None:
        """A connection made now."""
        self._connection.close()
        self._connection.connect()
        self._used = perf_counter()


def at_once(people: Sequence[Person], paths: Sequence[str]) -> list[float]:
    """What each waits for their page when all ask in the same moment, each over a connection made just before."""
    start = Barrier(len(people))

    def one(person: Person, path: str) -> float:
        person.connect()
        start.wait()
        begun = perf_counter()
        person.get(path)
        return perf_counter() - begun

    return side_by_side([partial(one, *arguments) for arguments in zip(people, paths, strict=True)])


def side_by_side(calls: Sequence[Callable[[], float]]) -> list[float]:
    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]
