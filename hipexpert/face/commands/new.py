"""Begin a pack, a sport, a drill, a rule, a question or a claim: a few questions, then files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import Home, app, note, packs_named, refuse, sound_folder
from hipexpert.face.commands.browse import Shelf
from hipexpert.knowledge.characters import visible

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase
    from hipexpert.scaffold.kinds import NewFiles
    from hipexpert.scaffold.place import Place

new = typer.Typer(cls=Shelf, rich_markup_mode=None)
app.add_typer(new, name="new")

Name = Annotated[str, typer.Argument(help="Its name: small letters and hyphens.")]
In = Annotated[
    Path, typer.Option("--in", help="The pack, or the folder of knowledge, that it goes to.")
]
Label = Annotated[str | None, typer.Option("--label", help="What people call it.")]
Sentence = Annotated[str | None, typer.Option("--sentence", help="What the athlete is told.")]
SportOf = Annotated[str | None, typer.Option("--sport", help="The sport that it is for.")]

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@new.callback()
def new_shelf() -> None:
    """Begin something new: files that pass check, teach by their comments, and have cases.

    Example: hipexpert new pack mine
    """


@new.command("pack")
def new_pack(
    name: Name,
    label: Label = None,
    iri: Annotated[
        str | None, typer.Option("--iri", help="The namespace of its things, an address of yours.")
    ] = None,
    licence: Annotated[
        str, typer.Option("--licence", help="The address of the licence it is under.")
    ] = LICENCE,
    home: Home = None,
) -> None:
    """Begin a pack: a folder for what you know, that is laid over the knowledge.

    Example: hipexpert new pack mine
    """
    from hipexpert.scaffold import kinds

    checked_name(name)
    folder = Path(name)
    label = label or asked("What is it called?", name.replace("-", " ").capitalize())
    iri = iri or asked("Which address is its namespace?", f"https://example.org/{name}#")
    if "://" not in iri or not iri.endswith(("#", "/")):
        refuse(f"'{iri}' is no namespace", f"such as https://example.org/{name}#")
    files = kinds.pack(name, label, iri, licence, knowledge_of(home))
    write({folder / path: text for path, text in files.items()})
    note(f"Go on with: hipexpert new sport NAME --in {folder}")


@new.command("sport")
def new_sport(
    name: Name,
    into: In = Path(),
    label: Label = None,
    role: Annotated[
        str | None,
        typer.Option("--role", help="What is always on the same side, such as front-standing-leg."),
    ] = None,
    motion: Annotated[
        str | None,
        typer.Option("--drives", help="The motion into which it turns that hip, where you know."),
    ] = None,
    home: Home = None,
) -> None:
    """Begin a sport: what it asks of the hips, by role, and what is told to whoever does it.

    Example: hipexpert new sport ours --in mine
    """
    from hipexpert.scaffold import kinds
    from hipexpert.vocabulary.body import ROLE

    place, knowledge = begun(name, into, home)
    label = label or asked("What is the sport called?", name.replace("-", " "))
    role = chosen("What is always on the same side?", role, knowledge, ROLE)
    if role:
        motions = sorted(set(kinds.motions(knowledge)))
        motion = one_of("Into which motion is that hip turned?", motion, knowledge, motions)
    elif motion:
        refuse("--drives says where a hip is turned, and needs a --role for which hip it is")
    write_begun(lambda: kinds.sport(place, name, label, role, motion or "", knowledge))


@new.command("drill")
def new_drill(
    name: Name,
    into: In = Path(),
    label: Label = None,
    sport: SportOf = None,
    sentence: Sentence = None,
    home: Home = None,
) -> None:
    """Begin a drill that is advised to whoever has what a sport always asks for on one side.

    Example: hipexpert new drill hop --in mine --sport ours --sentence Hop.
    """
    from hipexpert.scaffold import kinds
    from hipexpert.vocabulary.body import SPORT

    place, knowledge = begun(name, into, home)
    label = label or asked("What is the drill called?", name.replace("-", " "))
    sport = needed(chosen("Which sport is it for?", sport, knowledge, SPORT), "--sport")
    sentence = sentence or asked("What is the athlete to do?", needed_by="--sentence")
    write_begun(lambda: kinds.drill(place, name, label, sport, sentence, knowledge))


@new.command("rule")
def new_rule(
    name: Name,
    into: In = Path(),
    label: Label = None,
    sport: SportOf = None,
    sentence: Sentence = None,
    home: Home = None,
) -> None:
    """Begin a rule that advises something to whoever does a sport and may train.

    Example: hipexpert new rule rest --in mine --sport ours --sentence Rest.
    """
    from hipexpert.scaffold import kinds
    from hipexpert.vocabulary.body import SPORT

    place, knowledge = begun(name, into, home)
    label = label or asked("What is the advice called?", name.replace("-", " "))
    sport = needed(chosen("Which sport is it for?", sport, knowledge, SPORT), "--sport")
    sentence = sentence or asked("What is the athlete told?", needed_by="--sentence")
    write_begun(lambda: kinds.rule(place, name, label, sport, sentence, knowledge))


@new.command("question")
def new_question(
    name: Name,
    into: In = Path(),
    label: Label = None,
    prompt: Annotated[str | None, typer.Option("--prompt", help="The question.")] = None,
    sentence: Sentence = None,
    home: Home = None,
) -> None:
    """Begin a question with yes and no, and what is told to whoever answers yes.

    Example: hipexpert new question so --in mine --prompt So? --sentence So.
    """
    from hipexpert.scaffold import kinds

    place, knowledge = begun(name, into, home)
    label = label or asked("What is it about, in two words?", name.replace("-", " "))
    prompt = prompt or asked("What is asked?", needed_by="--prompt")
    sentence = sentence or asked("What is told to whoever answers yes?", needed_by="--sentence")
    write_begun(lambda: kinds.question(place, name, label, prompt, sentence, knowledge))


@new.command("claim")
def new_claim(
    name: Name,
    into: In = Path(),
    label: Label = None,
    sentence: Annotated[str | None, typer.Option("--sentence", help="What is claimed.")] = None,
    person: Annotated[str | None, typer.Option("--by", help="Who states it.")] = None,
    home: Home = None,
) -> None:
    """Begin a claim: who says what, and how well it stands.

    Example: hipexpert new claim so --in mine --sentence So. --by Me
    """
    from hipexpert.scaffold import kinds

    place, _ = begun(name, into, home)
    label = label or asked("What is the claim called?", name.replace("-", " "))
    sentence = sentence or asked("What is claimed, in a sentence?", needed_by="--sentence")
    person = person or asked("Who states it?", needed_by="--by")
    write_begun(lambda: kinds.claim(place, name, label, sentence, person))


def begun(name: str, folder: Path, home: str | None) -> tuple[Place, KnowledgeBase]:
    """Where something new goes, and the knowledge with what is there; a name that is free."""
    from hipexpert.scaffold.place import find_place

    checked_name(name)
    place = find_place(folder)
    if place is None:
        hint = "name one by --in, or begin a pack with 'hipexpert new pack NAME'"
        refuse(f"{folder} is neither a pack nor a folder of knowledge", hint)
    knowledge = knowledge_of(home, folder) if place.pack else knowledge_of(str(folder))
    if name in knowledge.where or name in knowledge.rule:
        there = knowledge.where.get(name) or knowledge.rule[name].location
        refuse(f"'{name}' is there already, at {there}", "call it otherwise")
    return place, knowledge


def knowledge_of(home: str | None, *packs: Path) -> KnowledgeBase:
    """The knowledge that something new is to fit in, or an end with what is wrong with it."""
    from hipexpert.knowledge.files import find_home

    return sound_folder(find_home(home, [*packs_named(), *map(str, packs)]))


def checked_name(name: str) -> None:
    from hipexpert.notation import is_name

    if not is_name(name) or name != name.lower():
        refuse(f"'{name}' is no name", "small letters, digits and hyphens, as in my-sport")


def asked(prompt: str, default: str | None = None, needed_by: str = "") -> str:
    """What a person says, with what is offered; that alone where nobody is there to be asked."""
    if sys.stdin.isatty():
        return str(typer.prompt(visible(prompt), default=default, err=True))
    return needed(default or "", needed_by)


def chosen(prompt: str, said: str | None, knowledge: KnowledgeBase, kind: str) -> str:
    """A thing of a class, or nothing."""
    return one_of(prompt, said, knowledge, knowledge.instances(kind))


def one_of(
    prompt: str, said: str | None, knowledge: KnowledgeBase, things: tuple[str, ...] | list[str]
) -> str:
    """One of some things by its id, as it was said or is asked for; empty for none of them."""
    from hipexpert.notation import did_you_mean

    if said is None and sys.stdin.isatty():
        for thing in things:
            note(f"  {thing:28} {knowledge.label(thing)}")
        said = str(typer.prompt(visible(f"{prompt} Or none"), default="none", err=True))
    if said in (None, "", "none"):
        return ""
    if said not in things:
        refuse(f"'{said}' is none of these", did_you_mean(said, things) or ", ".join(things))
    return said


def needed(said: str, option: str) -> str:
    if not said:
        refuse("this cannot be left open", f"say it by {option}")
    return said


def write_begun(made: Callable[[], NewFiles]) -> None:
    from hipexpert.scaffold.kinds import CannotBegin

    try:
        files = made()
    except CannotBegin as error:
        refuse(str(error), error.hint)
    write(files)


def write(files: Mapping[Path, str]) -> None:
    """Write new files, over none that is there."""
    there = [path for path in files if path.exists()]
    if there:
        refuse(f"{there[0]} is there already", "call it otherwise, or move that one away")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        typer.echo(visible(f"Wrote {path}"))
