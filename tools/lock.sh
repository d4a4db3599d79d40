#!/bin/sh
# Pins every dependency of pyproject.toml, with hashes, for Linux, macOS and Windows alike.
# Without arguments what is pinned stays where it still fits; --upgrade takes the newest of all.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
[ -n "$uv" ] || uv=.venv/bin/uv
[ -x "$uv" ] || { echo "error: uv is missing. Install it with: .venv/bin/pip install uv" >&2; exit 1; }

compile() {
    "$uv" pip compile pyproject.toml --group build "$@" --quiet --universal \
        --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links
}
compile --output-file requirements.lock "$@"
compile --group dev --constraint requirements.lock --output-file requirements-dev.lock "$@"

if grep -nE '://|^-|file:' requirements.lock requirements-dev.lock; then
    echo "error: a lock names a host, an index or a path (above)." >&2
    exit 1
fi
grep -c == requirements.lock requirements-dev.lock
