"""Light Markdown: emphasis and links, and nothing that can run."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance_series import text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p><iframe src=https://example.org>",
    "<!-- a comment -->",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;script&gt;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](data:text/html,<script>)",
    "[x](vbscript:x)",
    "[x](//example.org)",
    "[x](http://example.org)",
    "[x](file:///etc/passwd)",
    '[x](https://example.org" onclick="alert(1))',
    "[x](https://example.org 'a\" onclick=\"alert(1)')",
    '[x](<https://example.org/"><script>>)',
    "![x](https://example.org/x.png)",
    "<https://example.org>",
    "<javascript:alert(1)>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "`code`",
    "# heading",
    "| a | b |\n|---|---|",
    "{{ 7*7 }}{% raw %}",
    "*<b>*",
    "**a *b** c*",
    "*" * 400,
    "[" * 400,
    "[a](" * 200,
    "\\<script>",
    "\x00\u202e",
    "a\n\nb",
]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", []))

    handle_decl = unknown_decl = handle_pi = handle_comment


def _holds(value: str) -> None:
    """The HTML of a text has three kinds of tag, and links of four schemes."""
    parser = _Tags()
    parser.feed(text.html(value))
    parser.close()
    for tag, attrs in parser.tags:
        assert tag in {"em", "strong", "a"}
        assert {name for name, _ in attrs} <= ({"href", "title"} if tag == "a" else set())
        for name, href in attrs:
            assert name != "href" or (href or "").lower().startswith(text.SCHEMES)
    for run in text.runs(value):
        assert run.keys() <= {"t", "strong", "emph", "link"}
        assert run.get("link", "https:").lower().startswith(text.SCHEMES)


def test_there_are_hostile_texts() -> None:
    """More than thirty hostile texts are tried."""
    assert len(HOSTILE) > 30


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text(value: str) -> None:
    """A hostile text yields no tag but em, strong and a, and no link of another scheme."""
    _holds(value)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(
    st.lists(st.sampled_from([*HOSTILE, *"*_[]()<>&\\`\"' \nax:", "https://a", "**"]), max_size=12)
)
def test_pieces_of_hostile_text(pieces: list[str]) -> None:
    """Hostile texts put together yield nothing more than each alone."""
    _holds("".join(pieces))


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.text(max_size=80))
def test_any_text(value: str) -> None:
    """Any text at all yields no other tag, and its plain form is that of its runs."""
    _holds(value)
    assert text.plain(value) == "".join(run["t"] for run in text.runs(value))


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("plain", "plain"),
        ('say "yes"', "say &quot;yes&quot;"),
        ("it's", "it's"),
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("*a* **b** _c_ __d__", "<em>a</em> <strong>b</strong> <em>c</em> <strong>d</strong>"),
        ("[b](https://c.org/d?e=f&g)", '<a href="https://c.org/d?e=f&amp;g">b</a>'),
        (
            "[call](tel:911) [text](sms:911)",
            '<a href="tel:911">call</a> <a href="sms:911">text</a>',
        ),
        ("[write](MAILTO:a@b.org)", '<a href="MAILTO:a@b.org">write</a>'),
        (r"\*a\* \[b\](https://c)", "*a* [b](https://c)"),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
        ("911 # 12", "911 # 12"),
        ("a\nb *c*\\\nd", "a b <em>c</em>\\ d"),
    ],
)
def test_html(value: str, html: str) -> None:
    """Emphasis and links become tags, and every other sign is what it was."""
    assert text.html(value) == html


def test_quotation_marks_are_escaped_alike() -> None:
    """A text with marks and one without escape the same signs."""
    assert text.html('"a" & *b*') == "&quot;a&quot; &amp; <em>b</em>"


@pytest.mark.parametrize(
    ("value", "runs"),
    [
        ("a", [{"t": "a"}]),
        ("a **b** c", [{"t": "a "}, {"t": "b", "strong": True}, {"t": " c"}]),
        ("*a **b***", [{"t": "a ", "emph": True}, {"t": "b", "emph": True, "strong": True}]),
        ("[a *b*](tel:1)", [{"t": "a ", "link": "tel:1"}, {"t": "b", "link": "tel:1", "emph": True}]),
        (
            "**a *b* c**",
            [{"t": "a ", "strong": True}, {"t": "b", "strong": True, "emph": True},
             {"t": " c", "strong": True}],
        ),
        ("*a _b_ c*", [{"t": t, "emph": True} for t in ("a ", "b", " c")]),
        ("[a](http://b)", [{"t": "[a](http://b)"}]),
    ],
)  # fmt: skip
def test_runs(value: str, runs: list[text.Run]) -> None:
    """Each run has the styles of every mark around it."""
    assert text.runs(value) == runs


@pytest.mark.parametrize(
    ("value", "plain"),
    [("*a* [b](https://c) **d**", "a b d"), (r"\*a\*", "*a*"), ("<b>", "<b>"), ("a & b", "a & b")],
)
def test_plain(value: str, plain: str) -> None:
    """The plain form has the words without the marks."""
    assert text.plain(value) == plain


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ("[a](https://b) and [c](javascript:d)", ["https://b", "javascript:d"]),
        ("[a]( <https://b> )", ["https://b"]),
        ("[a](\nhttp://b)", ["http://b"]),
        ("[a]()", [""]),
        ("a (b)", []),
    ],
)
def test_links(value: str, links: list[str]) -> None:
    """Every link target is found, allowed or not."""
    assert text.links(value) == links


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from([*"[]() <>\\!*ax", "https://a", "tel:1", "x:y"]), max_size=14))
def test_links_miss_none(pieces: list[str]) -> None:
    """Every target that becomes a link is among the links that the check looks at."""
    value = "".join(pieces)
    made = re.findall(r'<a href="([^"]*)"', text.html(value))
    assert len(text.links(value)) >= len(made)


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("/", ("", "")),
        ("/roles/courts/", ("roles/courts", "")),
        ("/roles/courts/#CT-01", ("roles/courts", "ct-01")),
        ("/local/our-protocol", ("local/our-protocol", "")),
        ("//example.org", None),
        ("/roles//courts/", None),
        ("/roles/../../x/", None),
        ("/%2e%2e/x/", None),
        ("/a.html?x=1", None),
        ("javascript:alert(1)", None),
        ("https://example.org/", None),
        ("roles/courts/", None),
    ],
)
def test_a_link_inside_the_site(link: str, leads: tuple[str, str] | None) -> None:
    """Words between slashes lead to a page; whatever could lead out of the site does not."""
    assert text.inside(link) == leads


def test_only_a_page_leads_to_pages() -> None:
    """In a page such a link is set as the site has it; in a statement it stays as typed."""
    value = "Read [it](/roles/courts/#ct-01), [that](https://example.org) and [this](x:y)."

    def url(page: str, anchor: str) -> str:
        return f"../../{page}/?{anchor}"

    assert text.page(value, url) == (
        '<p>Read <a href="../../roles/courts/?ct-01">it</a>, '
        '<a href="https://example.org">that</a> and [this](x:y).</p>\n'
    )
    assert "<a" not in text.html("[it](/roles/courts/)")
