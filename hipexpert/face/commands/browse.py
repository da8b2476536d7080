"""Looking things up: claims and how they stand, and their sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face import completion
from hipexpert.face.command import (
    AsJson,
    Home,
    Plain,
    app,
    print_json,
    refuse,
    sound_knowledge,
)
from hipexpert.face.program import Commands
from hipexpert.vocabulary.evidence import CLAIM, SOURCE, STANDING

if TYPE_CHECKING:
    from hipexpert.face.pages.page import Page


class Shelf(Commands):
    """Commands `list` and `show` for one kind of thing; either word may be left out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        left_out = not args or args[0] not in {*self.commands, *ctx.help_option_names}
        if left_out and not ctx.resilient_parsing:  # that is: not while a shell completes it
            args = ["show" if args and not args[0].startswith("-") else "list", *args]
        return super().parse_args(ctx, args)


claims = typer.Typer(cls=Shelf, rich_markup_mode=None)
sources = typer.Typer(cls=Shelf, rich_markup_mode=None)


@claims.callback()
def claims_shelf() -> None:
    """What is claimed, by whom, and how it stands against the literature.

    Example: hipexpert claims list --standing mixed
    """


@claims.command("list")
def list_claims(
    standing: Annotated[
        str | None, typer.Option("--standing", help="Only claims that stand so.")
    ] = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """List the claims by standing, with how many sources speak for and against each.

    Example: hipexpert claims list --standing contradicted
    """
    from hipexpert.face.claims_json import claim_in_brief
    from hipexpert.face.pages.claims import claims_of, claims_page

    knowledge = sound_knowledge(home)
    if standing:
        known_name(standing, knowledge.instances(STANDING), "standing")
    found = claims_of(knowledge, standing)
    if as_json:
        print_json([claim_in_brief(knowledge, claim) for claim in found])
    else:
        show(claims_page(knowledge, found), plain)


@claims.command("show")
def show_claim(
    claim: Annotated[
        str, typer.Argument(help="The id of a claim.", autocompletion=completion.claims)
    ],
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show a claim whole: who makes it, both sides, and what rests on it.

    Example: hipexpert claims show somerset-bends
    """
    from hipexpert.face.claims_json import claim_json
    from hipexpert.face.pages.claims import claim_page

    knowledge = sound_knowledge(home)
    known_name(claim, knowledge.instances(CLAIM), "claim")
    if as_json:
        print_json(claim_json(knowledge, claim))
    else:
        show(claim_page(knowledge, claim), plain)


@sources.callback()
def sources_shelf() -> None:
    """The publications, what each found, and the claims that lean on it.

    Example: hipexpert sources list
    """


@sources.command("list")
def list_sources(as_json: AsJson = False, plain: Plain = False, home: Home = None) -> None:
    """List the sources, with how many claims each speaks for and against.

    Example: hipexpert sources list
    """
    from hipexpert.face.claims_json import source_json
    from hipexpert.face.pages.claims import sources_of, sources_page

    knowledge = sound_knowledge(home)
    found = sources_of(knowledge)
    if as_json:
        print_json([source_json(knowledge, source) for source in found])
    else:
        show(sources_page(knowledge, found), plain)


@sources.command("show")
def show_source(
    source: Annotated[
        str, typer.Argument(help="The id of a source.", autocompletion=completion.sources)
    ],
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show a source: where it was published, what it found, and what leans on it.

    Example: hipexpert sources show mosler-2017
    """
    from hipexpert.face.claims_json import source_json
    from hipexpert.face.pages.claims import source_page

    knowledge = sound_knowledge(home)
    known_name(source, knowledge.instances(SOURCE), "source")
    if as_json:
        print_json(source_json(knowledge, source))
    else:
        show(source_page(knowledge, source), plain)


app.add_typer(claims, name="claims")
app.add_typer(sources, name="sources")


def known_name(name: str, known: Iterable[str], kind: str) -> None:
    """Refuse a name that none of its kind has, with the nearest one that is meant."""
    from hipexpert.notation import did_you_mean

    names = tuple(known)
    if name not in names:
        few = f"it is one of {', '.join(names)}" if len(names) < 10 else None
        refuse(f"there is no {kind} '{name}'", did_you_mean(name, names) or few)


def show(page: Page, plain: bool) -> None:
    from hipexpert.face.render import make_console, show_page

    show_page(make_console(plain), page, plain)
