"""The laws on packs: that each says which it is, and adds without touching what guards."""

from __future__ import annotations

from hipexpert.knowledge.catalogue.law import WHILE_READING, Law
from hipexpert.knowledge.check_packs import no_pack_touches_a_safeguard
from hipexpert.knowledge.packs import called_alike, read_packs

LAWS = (
    Law(
        "pack-unreadable",
        read_packs,
        "Nobody could say later which knowledge a plan was made by.",
        "Say in `pack.ttl` what the hint asks for.",
        "A pack has a name, a namespace, a version and a licence, and what it needs is there.",
        decided=WHILE_READING,
    ),
    Law(
        "name-clash",
        called_alike,
        "Rules, answers and pages know a thing by the last part of its name, and would take the "
        "two for one.",
        "Call it otherwise; what is shared is said of the thing that is there.",
        "No two things of the knowledge and its packs are called alike.",
        decided=WHILE_READING,
    ),
    Law(
        "name-not-own",
        called_alike,
        "A thing in the namespace of the knowledge looks as if those who keep it had described it.",
        "Write it with the pack's own prefix.",
        "What a pack describes has a name in its own namespace.",
        decided=WHILE_READING,
    ),
    Law(
        "closed-to-packs",
        no_pack_touches_a_safeguard,
        "A sport that is added must not let an athlete through whom the knowledge holds back.",
        "Say it of what the pack describes, or ask for it where the knowledge is kept.",
    ),
)
