"""Turns the report into a PDF; weasyprint lives here, and need not be installed."""

from __future__ import annotations

import logging
from typing import Any, NoReturn


class NoPrinter(Exception):
    """weasyprint cannot be used here."""


def report_pdf(html: str) -> bytes:
    """The report as a PDF. Raises NoPrinter when weasyprint, or what it needs, is missing."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: a library of the system is missing
        raise NoPrinter(str(error)) from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of styles for screens
    document = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    printed: bytes = document.write_pdf()
    return printed


def _fetch_nothing(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"a report needs nothing from elsewhere, but asks for {url}")
