"""What a page may load and run, told to browsers: in each page, and as headers for common hosts.

The scripts that the theme puts inside its pages are allowed by the hash of their text, taken from
the pages just built. Nothing here is kept by hand from one version of the theme to the next.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.S | re.I)
_DATA = re.compile(r"""\btype=["']?application/(?:ld\+)?json\b""", re.I)
_SOURCE = re.compile(r"\ssrc\s*=", re.I)
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.I)

RULES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the theme's icons are data: addresses in its stylesheet
    "font-src": "'self'",
    "connect-src": "'self'",  # the search index
    "worker-src": "'self'",  # the search
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""The policy without hashes. A page cannot say who may frame it; the header adds that."""

OTHERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
"""Headers beside the policy."""


def hashes(html: str) -> set[str]:
    """The scripts inside a page that run, as a policy names them."""
    return {
        f"'sha256-{b64encode(hashlib.sha256(found['text'].encode()).digest()).decode()}'"
        for found in _SCRIPT.finditer(html)
        if not _SOURCE.search(found["attributes"]) and not _DATA.search(found["attributes"])
    }


def policy(scripts: Iterable[str], *, header: bool = False) -> str:
    """The policy that allows these scripts; ``header`` adds what only a header may say."""
    rules = RULES | {"script-src": " ".join([RULES["script-src"], *sorted(scripts)])}
    if header:
        rules |= {"frame-ancestors": "'none'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def protect(site: Path, *, headers: bool = True) -> None:
    """Write each page's own policy into it, and the header files beside the pages.

    A site inside another has no ``headers`` of its own: hosts read the outer one's.
    """
    every: set[str] = set()
    for page in sorted(site.rglob("*.html")):
        html = page.read_text("utf-8")
        own = hashes(html)
        every |= own
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(own)}">'
        marked = _CHARSET.sub(rf"\g<0>\n{meta}", html, count=1)  # nothing in it has a backslash
        page.write_text(marked, "utf-8", newline="")
    if not headers:
        return
    told = {"Content-Security-Policy": policy(every, header=True)} | OTHERS
    for name, text in header_files(told).items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text, "utf-8", newline="")


def header_files(headers: dict[str, str]) -> dict[str, str]:
    """The headers as common hosts read them, by the file's name in the site."""
    lines = headers.items()
    return {
        "_headers": "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines),
        ".htaccess": "<IfModule mod_headers.c>\n"
        + "".join(f'  Header always set {name} "{value}"\n' for name, value in lines)
        + "</IfModule>\nErrorDocument 404 /404.html\n",
        "deploy/nginx.conf": "# Inside the server block. A location with add_header of its own needs these again.\n"
        + "".join(f'add_header {name} "{value}" always;\n' for name, value in lines)
        + "error_page 404 /404.html;\n",
    }
