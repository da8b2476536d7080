"""Makes one athlete of several rows of a table.

A flag that any row reports stands. Where rows contradict each other otherwise, nothing is known:
neither a flag that one denies and another does not know, nor a range that one gives as 40 and
another as 42. Each contradiction is told with both lines. The order of the rows changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from hipexpert.model import Answer, Answers, KnowledgeBase
from hipexpert.reasoning.answers import UNKNOWN, consistent
from hipexpert.reasoning.verbalization import answer_text
from hipexpert.records.headings import NAME
from hipexpert.records.rows import ROW, Profile, Refusal, refused_cell
from hipexpert.records.table import Table
from hipexpert.vocabulary.safety import RED_FLAG


def merged(knowledge: KnowledgeBase, table: Table, rows: Sequence[Profile]) -> Profile:
    """The athlete of these rows."""
    merging = _Merging(knowledge, table, sorted(rows, key=lambda profile: profile.row.line))
    name = merging.name()
    answers = merging.answers()
    told = [refusal for profile in rows for refusal in profile.refused] + merging.told
    return rows[0]._replace(name=name, answers=answers, refused=tuple(sorted(told)))


class _Merging:
    def __init__(self, knowledge: KnowledgeBase, table: Table, rows: list[Profile]):
        self.knowledge = knowledge
        self.table = table
        self.rows = rows
        self.flags = frozenset(knowledge.instances(RED_FLAG))
        self.told: list[Refusal] = []

    def name(self) -> str:
        """The name that all rows which have one agree in."""
        named = [(row, row.name) for row in self.rows if row.name]
        self._tell_contradictions(NAME, named)
        return named[0][1] if len({name for _, name in named}) == 1 else ""

    def answers(self) -> Answers:
        given: dict[str, Answer] = {}
        for question in self.knowledge.questions:
            said = self._said(question)
            if said:
                given[question] = self._agreed(question, said)
        unknown = {question for question, answer in given.items() if answer == UNKNOWN}
        known = {question: given[question] for question in given.keys() - unknown}
        fitting = consistent(self.knowledge, known)
        for question in sorted(known.keys() - fitting.keys()):
            self._tell_misfit(question, known[question])
        return Answers(fitting, frozenset(unknown | (known.keys() - fitting.keys())))

    def _said(self, question: str) -> list[tuple[Profile, Answer]]:
        """What the rows say on a question, those that say nothing left out."""
        said: list[tuple[Profile, Answer]] = []
        for row in self.rows:
            if question in row.answers.unknown:
                said.append((row, UNKNOWN))
            elif question in row.answers.given:
                said.append((row, row.answers.given[question]))
        return said

    def _agreed(self, question: str, said: list[tuple[Profile, Answer]]) -> Answer:
        answers = {answer for _, answer in said}
        self._tell_contradictions(question, said)
        if question in self.flags and "yes" in answers:
            return "yes"
        return answers.pop() if len(answers) == 1 else UNKNOWN

    def _tell_contradictions(self, column: str, said: Sequence[tuple[Profile, Answer]]) -> None:
        """Tell the first row that gainsays what another said before it; both could be read."""
        flag = column in self.flags
        clear = [
            (row, answer)
            for row, answer in said
            if not (flag and answer == UNKNOWN)
            and not {column, ROW} & {told.column for told in row.refused}
        ]
        for row, answer in clear[1:]:
            first, other = clear[0]
            if answer != other:
                here, there = (self._text(column, each) for each in (answer, other))
                message = (
                    f"'{column}' is {here} here and {there}"
                    f" at line {first.row.line}; {'yes stands' if flag else 'neither is taken'}"
                )
                self._tell(row, column, message, "keep the one that is true")
                return

    def _tell_misfit(self, question: str, answer: Answer) -> None:
        row = next(row for row in self.rows if row.answers.given.get(question) == answer)
        ruling = self.knowledge.questions[question].choices_given_by
        text = self._text(question, answer)
        message = f"'{question}' cannot be '{text}' beside the '{ruling}' of another row"
        self._tell(row, question, message, "keep what is true")

    def _tell(self, row: Profile, column: str, message: str, hint: str) -> None:
        told = refused_cell(self.table, row.row, column, message, "rows-contradict", hint)
        self.told.append(told)

    def _text(self, question: str, answer: Answer) -> str:
        """What a row says in a column, in words."""
        if question == NAME and answer != UNKNOWN:
            return str(answer)
        return answer_text(self.knowledge, question, None if answer == UNKNOWN else answer)
