"""A paper as PDF: HTML of our own, laid out by WeasyPrint, which may fetch nothing."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import segno
from django.template.loader import render_to_string

from .paper import COUNTRY, MOTTO, Facts, Heading, Paper, Para, Table

STYLE = Path(__file__).with_name("paper.css")


def qr_png(address: str, scale: int = 6) -> bytes:
    """Return a QR of an address, as PNG."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=scale, border=2)
    return drawn.getvalue()


def html_of(paper: Paper) -> str:
    """Return a paper as HTML; everything in it is escaped."""
    kinds = {Para: "para", Heading: "heading", Facts: "facts", Table: "table"}
    picture = b64encode(qr_png(paper.qr)).decode() if paper.qr else ""
    context = {
        "paper": paper,
        "country": COUNTRY,
        "motto": MOTTO,
        "blocks": [(kinds[type(block)], block) for block in paper.blocks],
        "qr": picture,
    }
    return render_to_string("forms/papers/paper.html", context)


def pdf(paper: Paper) -> bytes:
    """Return a paper as PDF, tagged, in Vietnamese. Nothing but its own QR is read."""
    # it loads Pango: only who prints waits for it
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    document = HTML(string=html_of(paper), url_fetcher=nothing)
    style = CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=nothing)
    written: bytes = document.write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1", presentational_hints=True
    )
    return written
