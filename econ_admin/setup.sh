#!/bin/sh
# Creates .venv, or $TARGET_VENV, and installs the given lock files into it. Needs only python3 and pip.
set -u
TARGET_VENV="${TARGET_VENV:-.venv}"

say() { echo "econ-admin: $*" >&2; exit 1; }

command -v "$PYTHON" >/dev/null 2>&1 || say "$PYTHON was not found; Python 3.11 or newer is needed. Set PYTHON to another one."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  say "Python 3.11 or newer is needed, and $PYTHON is $("$PYTHON" -c 'import platform; print(platform.python_version())'). Set PYTHON to another one."

if [ ! -x "$TARGET_VENV/bin/python" ]; then
  echo "Creating $TARGET_VENV ..."
  "$PYTHON" -m venv "$TARGET_VENV" >/dev/null 2>&1 ||      # Debian keeps ensurepip in python3-venv
    "$PYTHON" -m venv --clear --without-pip "$TARGET_VENV" >/dev/null 2>&1 ||
    say "the folder $TARGET_VENV could not be created. Is the disk full?"
fi

echo "Installing packages (the first time takes half a minute) ..."
if "$TARGET_VENV/bin/python" -m pip --version >/dev/null 2>&1; then
  pip="$TARGET_VENV/bin/python -m pip"
else
  pip="$PYTHON -m pip --python $TARGET_VENV/bin/python"
fi
log=$(mktemp) || say "no temporary file could be created. Is the disk full?"
trap 'rm -f "$log"' EXIT
for lock in "$@"; do
  $pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r "$lock" >"$log" 2>&1 || {
    tail -n 3 "$log" >&2
    say "installing $lock failed for the reason above. Check the network, then run make again."
  }
done
