"""Writes the page that answers a query: its rows in a table."""

from __future__ import annotations

from hipexpert.face.pages.page import Column, Grid, Page, Passage, Section, words
from hipexpert.knowledge.query import QueryAnswer


def answer_page(answer: QueryAnswer) -> Page:
    """The rows of a SELECT under the names of its variables."""
    if not answer.rows:
        return (Section("", (Passage(words("Nothing matches.")),)),)
    rows = (tuple(None if cell is None else words(cell) for cell in row) for row in answer.rows)
    return (Section("", (Grid(tuple(map(Column, answer.columns)), tuple(rows)),)),)
