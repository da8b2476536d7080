"""Keeps a consultation in the records while it is held, so that no interruption loses an answer.

When the records cannot be used the consultation goes on without them. What older versions kept
in answers files of their own is taken into the records once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hipexpert.knowledge.texts import read_text
from hipexpert.model import Answers, Consultation, KnowledgeBase, Value, number_text
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.certificate import certificate
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.records.database import StoreError
from hipexpert.records.store import Store


def answers_text(answers: Answers) -> str:
    """Answers as the text of an answers file.

    >>> print(answers_text(Answers({"age": 22, "equipment": ("band", "box")})), end="")
    age: 22
    equipment: [band, box]
    """
    lines = [f"{key}: {_written(value)}" for key, value in answers.given.items()]
    lines += [f"{key}: unknown" for key in sorted(answers.unknown)]
    return "".join(line + "\n" for line in lines)


def _written(value: Value | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else number_text(value)


@dataclass
class Draft:
    """One consultation while it is held; its row is made with its first answer.

    `kept` is what the records have of it. When they cannot be used, `warn` is told once, and
    from then on nothing is kept: `store` is None.
    """

    store: Store | None
    knowledge: KnowledgeBase
    warn: Callable[[StoreError], None]
    athlete: str | None = None
    id: int | None = None
    kept: Answers = field(default_factory=Answers)

    def keep(self, answers: Answers) -> bool:
        """Keep what is new in `answers`, and tell whether all of them are safe now."""
        with self._trying() as store:
            if store is not None and (answers.given, answers.unknown) != (
                self.kept.given,
                self.kept.unknown,
            ):
                if self.id is None:
                    self.id = store.begin(self.knowledge, self.athlete, answers)
                else:
                    store.keep(self.id, answers, self.kept)
                self.kept = answers
        return self.store is not None

    def finish(self, consultation: Consultation) -> None:
        """Keep what was concluded from the answers, and why."""
        self.keep(consultation.answers)
        with self._trying() as store:
            if store is not None and self.id is not None:
                store.finish(self.id, Result(consultation).json(), certificate(consultation))

    @contextlib.contextmanager
    def _trying(self) -> Iterator[Store | None]:
        try:
            yield self.store
        except StoreError as error:
            self.store = None
            self.warn(error)


def take_in(store: Store, knowledge: KnowledgeBase, note: Callable[[str], None]) -> None:
    """Move into the records what older versions kept: the last consultation, and an open one.

    A file with answers that cannot be read is left where it is.
    """
    for name, finished in (("last.yaml", True), ("unfinished.yaml", False)):
        path = store.path.with_name(name)
        if not path.is_file():
            continue
        text, problems = read_text(path, name)
        answers = Answers()
        if text is not None:
            answers, problems = read_answers(knowledge, text, name)
        if problems:
            note(f"answers of an older version are left in {path}; see: --answers {path}")
            continue
        draft = Draft(store, knowledge, _raise)
        draft.keep(answers)
        if finished:
            draft.finish(consult(knowledge, answers))
        path.unlink()


def _raise(error: StoreError) -> None:
    raise error
