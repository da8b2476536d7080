"""Writes everything that is kept of an athlete for others: one JSON file, and tables in CSV.

The JSON file is whole; the tables hold what a spreadsheet is good for. All of it is for the eyes
of this user alone until they choose otherwise.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hipexpert.knowledge.characters import spelled
from hipexpert.records.outfile import make_folder, write_files
from hipexpert.records.standing import Withdrawal
from hipexpert.records.store import Athlete, Measurement, Store, said
from hipexpert.records.table import guarded_cell

SCHEMA = "hipexpert/athlete/1"

FILES = ("athlete.json", "consultations.csv", "answers.csv", "measurements.csv", "overrides.csv")
"""What an export consists of."""

_TOLD = ("id", "athlete", "begun", "finished", "made", "version", "sha256", "result")
"""What is told of a consultation beside its proof and its answers."""


def athlete_json(
    store: Store, athlete: Athlete, withdrawn: Mapping[int, Withdrawal]
) -> dict[str, Any]:
    """All that is kept of an athlete, in the shape of `hipexpert/athlete/1`.

    A plan that was `withdrawn` is kept whole, and says so; what cannot be read is left out, and is
    told as `damage`.
    """
    return {
        "schema": SCHEMA,
        "athlete": athlete._asdict(),
        "consultations": [
            {
                **{name: getattr(record, name) for name in _TOLD},
                "proof": None if record.fault else record.proof,
                "damage": record.fault or None,
                "withdrawn": withdrawn[record.id].json() if record.id in withdrawn else None,
                "answers": said(record.answers),
                "history": [given._asdict() for given in store.history(record.id)],
                "overrides": [each._asdict() for each in store.overrides(record.id)],
            }
            for record in store.consultations(athlete.id)
        ],
        "measurements": [each._asdict() for each in store.measurements(athlete.id)],
    }


def write_athlete(
    store: Store,
    athlete: Athlete,
    folder: Path,
    withdrawn: Mapping[int, Withdrawal],
    over: bool = False,
) -> list[Path]:
    """Write all that is kept of an athlete into a folder; the files written.

    Raises FileRefused, with nothing written, when that cannot be, or when one of the files is
    there already and the new ones are not to be written `over` such.
    """
    whole = athlete_json(store, athlete, withdrawn)
    held = whole["consultations"]
    tables = {
        "consultations": _table(
            ("id", "begun", "finished", "version", "status", "asymmetry", "withdrawn-by"),
            (
                [
                    *(record[key] for key in ("id", "begun", "finished", "version")),
                    (record["result"] or {}).get("status"),
                    ((record["result"] or {}).get("asymmetry") or {}).get("type"),
                    (record["withdrawn"] or {}).get("by"),
                ]
                for record in held
            ),
        ),
        "answers": _table(
            ("consultation", "when", "day", "question", "value"),
            (
                [
                    *(record["id"], given["when"], given["day"]),
                    *(given["question"], _cell(given["value"])),
                ]
                for record in held
                for given in record["history"]
            ),
        ),
        "measurements": _table(
            Measurement._fields, (list(row.values()) for row in whole["measurements"])
        ),
        "overrides": _table(
            ("consultation", "drill", "put", "because", "made"),
            (list(row.values()) for record in held for row in record["overrides"]),
        ),
    }
    whole_text = spelled(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n"
    texts = {"athlete.json": whole_text, **{f"{name}.csv": text for name, text in tables.items()}}
    contents = {folder / name: texts[name].encode() for name in FILES}
    make_folder(folder)
    write_files(contents, over=over)
    return list(contents)


def _table(header: Iterable[str], rows: Iterable[list[Any]]) -> str:
    text = io.StringIO()
    guarded = ([guarded_cell(cell) for cell in row] for row in rows)
    csv.writer(text, lineterminator="\n").writerows([[*header], *guarded])
    return text.getvalue()


def _cell(value: Any) -> Any:
    return ";".join(value) if isinstance(value, list) else value
