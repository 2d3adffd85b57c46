#!/bin/sh
# Makes .venv and installs the lock files given into it, on a machine that has python3 and pip alone.
set -u

say() { echo "econ-admin: $*" >&2; exit 1; }

command -v "$PYTHON" >/dev/null 2>&1 || say "$PYTHON was not found; Python 3.11 or newer is needed (PYTHON=… names another)."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  say "Python 3.11 or newer is needed, and $PYTHON is $("$PYTHON" -c 'import platform; print(platform.python_version())') (PYTHON=… names another)."

if [ ! -x .venv/bin/python ]; then
  echo "Making .venv ..."
  "$PYTHON" -m venv .venv >/dev/null 2>&1 ||      # Debian keeps ensurepip in python3-venv
    "$PYTHON" -m venv --clear --without-pip .venv >/dev/null 2>&1 ||
    say "the folder .venv could not be made; is there room on the disk?"
fi

echo "Installing what it needs (the first time takes half a minute) ..."
if .venv/bin/python -m pip --version >/dev/null 2>&1; then
  pip=".venv/bin/python -m pip"
else
  pip="$PYTHON -m pip --python .venv/bin/python"
fi
log=$(mktemp) || say "no temporary file could be made; is there room on the disk?"
trap 'rm -f "$log"' EXIT
for lock in "$@"; do
  $pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r "$lock" >"$log" 2>&1 || {
    tail -n 3 "$log" >&2
    say "the install of $lock failed, for the reason above; is the network there? (make asks again)"
  }
done
