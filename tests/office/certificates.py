"""A certificate authority of the tests' own, made by openssl."""

import subprocess
from pathlib import Path

DAYS = "3650"  # the servers have the machine's clock


class Authority:
    """Issues certificates. Its own is in `file`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.file, self._key = folder / f"{name}.pem", folder / f"{name}.key"
        subject = ("-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE")
        _openssl("req", "-x509", *_NEW_KEY, "-days", DAYS, *subject, "-keyout", self._key, "-out", self.file)

    def issue(self, host: str, folder: Path) -> tuple[Path, Path]:
        """Returns a certificate for a host or an address, and its key."""
        certificate, key, request = (folder / f"{self.name}-server.{ending}" for ending in ("pem", "key", "csr"))
        kind = "IP" if host[0].isdigit() else "DNS"
        extensions = folder / "extensions"
        extensions.write_text(f"subjectAltName={kind}:{host}\n")
        _openssl("req", *_NEW_KEY, "-subj", f"/CN={host}", "-keyout", key, "-out", request)
        authority = ("-CA", self.file, "-CAkey", self._key, "-CAcreateserial")
        _openssl("x509", "-req", "-in", request, *authority, "-days", DAYS, "-extfile", extensions, "-out", certificate)
        return certificate, key


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*command: str | Path) -> None:
    subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
