"""Follows docs/operations.md in a fresh Debian: python -m tests.operations.follow_document [FOLDER]

Needs root, debootstrap and the network. Runs each block marked `sh` word for word; systemd is imitated, since a chroot
has none running. By hand, not in CI: it takes some minutes.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.site import ROOT

DOCUMENT = ROOT / "docs" / "operations.md"
IMITATION = Path(__file__).parent / "root" / "systemctl"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SUITE = "bookworm"


def main(folder: str = "") -> None:
    blocks = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    root = Path(folder or tempfile.mkdtemp(prefix="econ-admin-debian-"))
    make_root(root)
    mounts = [root / "proc", root / "dev", root / "sys"]
    for mount in mounts:
        subprocess.run(["mount", "--rbind", f"/{mount.name}", str(mount)], check=True)
        subprocess.run(["mount", "--make-rslave", str(mount)], check=True)
    try:
        for number, block in enumerate(blocks, 1):
            say(f"--- block {number} of {len(blocks)}\n{block}")
            started = time.monotonic()
            # In one shell each, as a person types; the first command that fails ends it.
            subprocess.run(["chroot", str(root), "bash", "-euo", "pipefail", "-c", block], env=ENVIRONMENT, check=True)
            say(f"--- took {time.monotonic() - started:.0f} s")
        say(f"All {len(blocks)} blocks of {DOCUMENT.name} were followed.")
    finally:
        end_processes(root)
        for mount in reversed(mounts):
            subprocess.run(["umount", "--recursive", "--lazy", str(mount)], check=False)
        if not folder:
            shutil.rmtree(root)


AUTHORITIES = "/etc/authorities.crt"
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    **({"PIP_CERT": AUTHORITIES} if os.environ.get("SSL_CERT_FILE") else {}),
    **{name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")},
}


def make_root(root: Path) -> None:
    """Makes a bare Debian with this machine's package sources, our release, and the imitation of systemctl."""
    root.chmod(0o755)  # a temporary folder is closed to the server's user
    if not (root / "etc" / "debian_version").exists():
        subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(root)], check=True)
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    if (authorities := Path(os.environ.get("SSL_CERT_FILE", ""))).is_file():  # how this machine reaches the network
        shutil.copy(authorities, root / AUTHORITIES.lstrip("/"))
    shutil.copytree("/etc/apt/apt.conf.d", root / "etc" / "apt" / "apt.conf.d", dirs_exist_ok=True)
    (root / "etc" / "hosts").write_text("127.0.0.1 localhost\n")  # as any installed Debian has
    for folder in ("run/fake-systemd", "var/lib/econ-admin", "var/backups/econ-admin", "opt/econ-admin"):
        shutil.rmtree(root / folder, ignore_errors=True)  # of the time before, if the root was kept
    (root / "usr" / "sbin" / "policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (root / "usr" / "sbin" / "policy-rc.d").chmod(0o755)
    shutil.copy(IMITATION, root / "usr" / "local" / "bin" / "systemctl")
    archive = root / "root" / "econ-admin.tar"
    subprocess.run(["git", "archive", "--prefix=econ-admin/", "-o", str(archive), "HEAD"], cwd=ROOT, check=True)


def end_processes(root: Path) -> None:
    """Ends what was started in the root, and nothing else."""
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    for process in processes:
        try:
            is_inside = (process / "root").readlink() == root
        except OSError:
            continue
        if is_inside:
            os.kill(int(process.name), signal.SIGKILL)


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - it is what the command is for


if __name__ == "__main__":
    main(*sys.argv[1:])
