"""The pages of docs/reference: the words, the rules, the commands and the questions, each entry
under a heading of its own, so that others can lead to it.

What they say is read from the knowledge and from the program. `docs/generate.py` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from hipexpert.face.cli import app
from hipexpert.face.command import EXIT_CODES
from hipexpert.face.pages.page import sentence_case
from hipexpert.knowledge.files import knowledge_files
from hipexpert.knowledge.questions import choices
from hipexpert.knowledge.verbalization import clauses
from hipexpert.model import (
    KnowledgeBase,
    Location,
    Pattern,
    Property,
    Question,
    Rule,
    WrittenKnowledge,
)

WRITTEN = "Written by `python docs/generate.py` from {}; do not edit it here."

FEW = 6
"""So many rules are named one by one."""

ENVIRONMENT = (
    ("HIPEXPERT_HOME", "The folder of knowledge where no `--home` names one."),
    ("HIPEXPERT_PACKS", "Folders of packs, with the separator that `PATH` has."),
    ("HIPEXPERT_CACHE", "The folder for what was worked out from the knowledge; empty for none."),
    ("HIPEXPERT_DEBUG", "Where it is set, an error of the program shows its traceback."),
    ("SOURCE_DATE_EPOCH", "The moment to take for now, so that a page can be made again."),
)


def reference_pages(knowledge: WrittenKnowledge) -> dict[str, str]:
    """Each page by the name of its file."""
    pages = {
        "ontology.md": _ontology_page(knowledge),
        "rules.md": _rules_page(knowledge),
        "questions.md": _questions_page(knowledge),
        "commands.md": _commands_page(),
    }
    return {name: "\n\n".join(parts) + "\n" for name, parts in pages.items()}


def _text(name: str, value: Any) -> str:
    return f"- **{name}:** {value}"


# Words


def _ontology_page(knowledge: WrittenKnowledge) -> Iterator[str]:
    yield "# The words"
    yield (
        f"{WRITTEN.format('`ontology.ttl`')} A class is a kind of thing, a property a verb that "
        "says something of a thing: its domain is what it is said of, its range what it leads to. "
        "No rule uses the properties whose range is words for people."
    )
    heads = list(_parts_of(knowledge.home.folder / "ontology.ttl"))
    described = {t.subject: t.subject_at for t in knowledge.triples if t.predicate == "rdf:type"}
    entries = [(described[name], _class_entry(knowledge, name)) for name in knowledge.classes]
    entries += [(p.location, _property_entry(knowledge, p)) for p in knowledge.properties.values()]
    entries += [(where, f"## {heading}") for where, heading in heads]
    yield from (entry for _, entry in sorted(entries))


def _parts_of(path: Path) -> Iterator[tuple[Location, str]]:
    """The headings of a Turtle file: each comment with an empty line above and below."""
    lines = path.read_text("utf-8").splitlines()
    for number, line in enumerate(lines[1:-1], 2):
        if line.startswith("# ") and not lines[number - 2] and not lines[number]:
            yield Location(path.name, number), line.removeprefix("# ")


def _class_entry(knowledge: WrittenKnowledge, name: str) -> str:
    above = knowledge.classes[name][1:2]
    below = [low for low, line in knowledge.classes.items() if name in line[1:2]]
    said = [p.name for p in knowledge.properties.values() if name in p.domain]
    lines = [_defined(knowledge, name)]
    lines += [_text("A kind of", _words(above))] if above else []
    lines += [_text("Kinds of it", _words(below))] if below else []
    lines += [_text("Said of it", _words(said))] if said else []
    return _entry(name, lines)


def _property_entry(knowledge: WrittenKnowledge, said: Property) -> str:
    concluding = [r for r in knowledge.rules if _uses(said, r.then)]
    reading = [r for r in knowledge.rules if _uses(said, (*r.when, *r.unless))]
    kinds = _kinds(knowledge, said.name)
    lines = [_defined(knowledge, said.name)]
    lines += [_text("Domain", _words(said.domain))] if said.domain else []
    lines += [_text("Range", _range(said))]
    lines += [_text("Kinds", _words(kinds))] if kinds else []
    lines += [_text("Concluded by", _named(concluding))] if concluding else []
    lines += [_text("Read by", _named(reading))] if reading else []
    return _entry(said.name, lines)


def _entry(name: str, lines: Sequence[str]) -> str:
    about, *facts = lines
    return "\n\n".join([f"### {name}", about, *(["\n".join(facts)] if facts else [])])


def _defined(knowledge: KnowledgeBase, name: str) -> str:
    label, said = (knowledge.text(name, p) for p in ("rdfs:label", "skos:definition"))
    return said if _plain(label) == _plain(name) else f"*{sentence_case(label)}*. {said}"


def _plain(words: str) -> str:
    return re.sub(r"[ -]", "", words).lower()


def _range(said: Property) -> str:
    if said.described:
        return "words for people"
    numbers = {"xsd:integer": "a whole number", "xsd:decimal": "a number"}
    told = [numbers.get(name) or _words([name]) for name in said.range]
    return ", ".join(told) or ("a number" if said.numeric else "anything")


def _kinds(knowledge: WrittenKnowledge, name: str) -> list[str]:
    """The classes that something is stated to be of."""
    types = (t.object for t in knowledge.triples if t[:2] == (name, "rdf:type"))
    return [str(each) for each in types if each in knowledge.classes]


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name.lower()})" for name in names)


def _uses(said: Property, patterns: Iterable[Pattern]) -> bool:
    return any(pattern.property == said.name for pattern in patterns)


def _named(rules: Sequence[Rule]) -> str:
    """The rules; of many their number, and the files they stand in."""
    if len(rules) <= FEW:
        return ", ".join(f"[{rule.id}](rules.md#{rule.id})" for rule in rules)
    files = dict.fromkeys(rule.location.file for rule in rules)
    links = (f"[{file}](rules.md#{re.sub('[^a-z-]', '', file)})" for file in files)
    return f"{len(rules)} rules of {', '.join(links)}"


# Rules


def _rules_page(knowledge: WrittenKnowledge) -> Iterator[str]:
    yield "# The rules"
    yield (
        f"{WRITTEN.format('`rules/`')} Each rule is read aloud, with the claims it rests on and "
        "how they stand. `hipexpert rules show` says this too, and which rules feed it. How a rule "
        "is written says [the rule language](../rules.md)."
    )
    paths = knowledge_files(knowledge.home)
    file = ""
    for rule in knowledge.rules:
        if rule.location.file != file:
            file = rule.location.file
            yield f"## {file}"
            yield _said_on_top(paths[file])
        yield _rule_entry(knowledge, rule)


def _said_on_top(path: Path) -> str:
    """The comment that a file begins with."""
    lines = path.read_text("utf-8").partition("\n\n")[0].splitlines()
    return " ".join(line.removeprefix("#").strip() for line in lines)


def _rule_entry(knowledge: KnowledgeBase, rule: Rule) -> str:
    standings = (
        f"`{claim}`, {knowledge.label(str(knowledge.object(claim, 'has-standing')))}"
        for claim in rule.claims
    )
    said = ",\\\n".join(clauses(knowledge, rule))
    rests = f"Rests on {'; '.join(standings)}."
    return "\n\n".join([f"### {rule.id}", f"*{rule.label}.*", said, rests])


# Questions


def _questions_page(knowledge: WrittenKnowledge) -> Iterator[str]:
    yield "# The questions"
    yield (
        f"{WRITTEN.format('`kb/questions/`')} Each heading is a key of an answers file. A key that "
        "is not there, and the word `unknown`, mean not known, and never no. A choice is taken by "
        "any of its names. `hipexpert questions` lists them too."
    )
    group = ""
    for question in knowledge.questions.values():
        if question.group != group:
            group = question.group
            yield f"## {knowledge.label(group)}"
            yield knowledge.text(group, "skos:definition")
        yield _question_entry(knowledge, question)


def _question_entry(knowledge: WrittenKnowledge, question: Question) -> str:
    lines = [_text("Takes", _taken(knowledge, question))]
    if kinds := [kind for kind in _kinds(knowledge, question.id) if kind != "Question"]:
        named = (f"[{knowledge.label(kind)}](ontology.md#{kind.lower()})" for kind in kinds)
        lines.append(_text("Is", ", ".join(named)))
    if question.asked_once:
        once = question.asked_once
        verb = knowledge.properties[once.property].label
        told = f"{knowledge.label(once.subject)} {verb} {knowledge.label(once.object)}"
        lines.append(_text("Asked once it is certain", told))
    if holds := knowledge.object(question.id, "holds"):
        lines.append(_text("Holds", knowledge.label(str(holds))))
    parts = [f"### {question.id}", f"*{question.prompt}*", question.help, "\n".join(lines)]
    return "\n\n".join(part for part in parts if part)


def _taken(knowledge: KnowledgeBase, question: Question) -> str:
    """The choices with their labels, or what else an answer is."""
    named = choices(knowledge, question, {})
    told = question.answer_type.takes(knowledge, question)
    if named:
        told = ", ".join(_choice(knowledge, choice) for choice in named)
    kind = knowledge.label(question.type)
    if question.choices_given_by:
        kind += f" that `{question.choices_given_by}` has"
    return kind if told == question.type else f"{kind}: {told}"


def _choice(knowledge: KnowledgeBase, choice: str) -> str:
    label = knowledge.label(choice)
    return f"`{choice}`" if _plain(label) == _plain(choice) else f"`{choice}` ({label})"


# Commands


def _commands_page() -> Iterator[str]:
    yield "# The commands"
    yield (
        f"{WRITTEN.format('the program')} Every command has `--help`, or `-h`, which says the "
        "same. Data go to standard output; questions, progress, notes and problems to standard "
        "error."
    )
    yield "## Exit codes"
    yield _rows(("Code", "Means"), ((str(code), means) for code, means in EXIT_CODES.items()))
    yield "## Environment"
    yield _rows(("Variable", "Says"), ((f"`{name}`", says) for name, says in ENVIRONMENT))
    program = typer.main.get_command(app)
    yield from _command_entries(program, typer.Context(program, info_name="hipexpert"), 2)


def _command_entries(group: Any, context: Any, depth: int) -> Iterator[str]:
    """The commands of a group, and below each group its own."""
    for name in sorted(group.list_commands(context)):
        command = group.get_command(context, name)
        own = typer.Context(command, info_name=name, parent=context)
        yield from _command_entry(command, own, depth)
        if hasattr(command, "list_commands"):
            yield from _command_entries(command, own, depth + 1)


def _command_entry(command: Any, context: Any, depth: int) -> Iterator[str]:
    yield f"{'#' * depth} {context.command_path}"
    *said, example = (" ".join(part.split()) for part in command.help.split("\n\n"))
    yield from said
    taken = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    rows = [(f"`{p.human_readable_name}`{_several(p)}", _help_of(p)) for p in taken]
    rows += [(f"`{_written(p)}`{_several(p)}", _help_of(p)) for p in options]
    if rows:
        yield _rows(("Argument or option", "What it is for"), rows)
    yield f"```console\n$ {example.removeprefix('Example: ')}\n```"


def _written(option: Any) -> str:
    """An option as it is typed, with a word for its value."""
    name = "/".join((*option.opts, *option.secondary_opts))
    if option.is_flag:
        return name
    allowed = "|".join(map(str, getattr(option.type, "choices", ())))
    return f"{name} {option.metavar or allowed or _VALUES[option.type.name]}"


_VALUES = dict.fromkeys(("int", "integer", "int range", "integer range"), "NUMBER")
_VALUES |= {"str": "TEXT", "text": "TEXT", "path": "FILE"}


def _several(taken: Any) -> str:
    return ", once or more" if taken.multiple or taken.nargs == -1 else ""


def _help_of(taken: Any) -> str:
    needed = " Needed." if taken.required else ""
    return f"{taken.help}{needed}".replace("|", "\\|")


def _rows(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (columns, ("---",) * len(columns), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
