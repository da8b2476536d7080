"""Opens a table of any kind, by what its bytes are and not by what it is called."""

from __future__ import annotations

import re
from pathlib import Path

from hipexpert.knowledge.decoding import open_regular
from hipexpert.records.csv_table import open_csv
from hipexpert.records.table import ReadHeadings, Table, as_written, open_parquet, unreadable
from hipexpert.records.workbook import open_workbook

_PACKED, _BEFORE_2007 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_JSON = re.compile(rb"\s*[{\[]")
_AS_CSV = "save it as CSV UTF-8 in the program that it is from"


def open_table(path: Path, read: ReadHeadings = as_written) -> Table:
    """The table in a file; its problems when it has no header that can be read.

    Raises TableError when reading it takes what is not installed.
    """
    name = str(path)
    try:
        with open_regular(path) as file:
            start = file.read(1 << 12)
        if path.suffix.lower() == ".parquet" or start.startswith(b"PAR1"):
            return open_parquet(path, read)
        if start.startswith((_PACKED, _BEFORE_2007)):
            return open_workbook(path, read)
        bare = start.removeprefix(b"\xef\xbb\xbf")
        if _MARKUP.match(bare):
            return unreadable(name, "this is HTML, not a table", "not-text", _AS_CSV)
        if _JSON.match(bare):
            kind = "FHIR in JSON" if b'"resourceType"' in start else "JSON"
            return unreadable(name, f"this is {kind}, not a table", "not-text", _AS_CSV)
        return open_csv(path, start, read)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        reason = reason[:1].lower() + reason[1:]
        return unreadable(name, f"cannot read this file: {reason}", "unreadable-file")
