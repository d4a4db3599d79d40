#!/bin/sh
# Finds a Python that can do the rest (tools/setup.py). OPEN_DOOR_PYTHON names one.
set -eu
cd "$(dirname "$0")/.."

found=""
for python in ${OPEN_DOOR_PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    found=${found:-$python}
    if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        exec "$python" tools/setup.py "$@"
    fi
done

if [ -n "$found" ]; then
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    cat >&2 <<END
error: Python $version is here, but not its modules venv and pip.
    Debian, Ubuntu:  sudo apt install python3-venv    (or python$version-venv)
    macOS:           brew install python              (or the installer from python.org)
Then run the same command again.
END
else
    cat >&2 <<END
error: no Python 3.11 or newer was found$(python3 -c 'import sys; print(" (python3 is %d.%d)" % sys.version_info[:2])' 2>/dev/null || true).
    Debian, Ubuntu:  sudo apt install python3 python3-venv    (Debian 12, Ubuntu 24.04 or newer)
    macOS:           brew install python                      (or the installer from python.org)
Then run the same command again. If it is installed under another name:
    OPEN_DOOR_PYTHON=/path/to/python make site
END
fi
exit 1
