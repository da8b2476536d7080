"""Turns the report into a PDF; weasyprint lives here, and need not be installed."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

_TAGGED = "pdf/ua-1"
"""PDF with tags, as ISO 14289 asks for those who have it read to them."""


class NoPrinter(Exception):
    """weasyprint cannot be used here; the hint says what to do."""

    def __init__(self, message: str, hint: str):
        super().__init__(message)
        self.hint = hint


def report_pdf(html: str) -> bytes:
    """The report as a PDF. Raises NoPrinter when weasyprint, or what it needs, is missing."""
    try:
        import weasyprint
    except ImportError:
        hint = "pip install 'hipexpert[pdf]', or print the page of --out from a browser"
        raise NoPrinter("a PDF takes weasyprint, which is not installed", hint) from None
    except OSError as error:
        hint = (
            "its manual says what to install beside it; or print the page of --out from a browser"
        )
        raise NoPrinter(f"weasyprint lacks a library of the system: {error}", hint) from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of styles for screens
    document = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    printed: bytes = document.write_pdf(pdf_variant=_TAGGED)
    return printed


def _fetch_nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a report needs nothing from elsewhere, but asks for {url}")
