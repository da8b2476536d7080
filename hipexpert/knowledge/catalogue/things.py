"""The laws on things: what each must have, and how they stand to each other."""

from __future__ import annotations

from hipexpert.knowledge import (
    check_evidence,
    check_orders,
    check_plan,
    check_questions,
    mirror,
    shapes,
)
from hipexpert.knowledge.catalogue.law import Law

LAWS = (
    Law(
        "no-shapes",
        shapes.every_shape_says_what_it_can,
        "Nothing would say what a drill or a question must have.",
        "Copy `shapes.ttl` from the knowledge you started from.",
        "A folder of knowledge has its shapes.",
        severity="warning",
    ),
    Law(
        "shape-term",
        shapes.every_shape_says_what_it_can,
        "What a shape asks for under another term is not asked for at all.",
        "Write the term as SHACL has it.",
        "Shapes are written in the terms of SHACL that are read.",
    ),
    Law(
        "broken-shape",
        shapes.everything_keeps_its_shape,
        "Of shapes that cannot be used none is held up.",
        "Mend what the message names.",
        "The shapes can be used as SHACL.",
    ),
    Law(
        "shape",
        shapes.everything_keeps_its_shape,
        "What a thing of a class must have is used somewhere: a drill without its stop rule would "
        "be told without one. `shapes.ttl` has all that is asked for.",
        "Do as the hint says, or add what is missing.",
    ),
    Law(
        "answer-type",
        check_questions.every_question_can_be_asked,
        "Nobody could answer the question.",
        "Choose one of the types that the hint lists.",
        "Every question is answered in a way that can be read.",
    ),
    Law(
        "question-order",
        check_questions.every_question_can_be_asked,
        "Which of the two comes first would be left to chance.",
        "Give one of them another number.",
        "Every question has its own place in the order.",
    ),
    Law(
        "answer-fact",
        check_questions.every_answer_fits_its_property,
        "An answer that does not fit what it is stated with is looked at by no rule.",
        "Ask with another property or type, or let the property take what is answered.",
    ),
    Law(
        "flag-asked-late",
        check_questions.every_flag_is_asked_first,
        "Whoever is to be seen first is to hear so before anything else is asked.",
        "Give the flag a smaller number than all other questions, and ask it of everybody.",
    ),
    Law(
        "ring",
        check_orders.nothing_leads_back_to_itself,
        "A ladder that leads back would have an athlete go round for ever, and classes in a ring "
        "are all one.",
        "Take out the step that leads back.",
    ),
    Law(
        "limits-out-of-order",
        check_orders.what_stands_below_is_less,
        "A small difference above the one that counts would make both limits mean something else.",
        "Change one of the numbers.",
    ),
    Law(
        "eased-to-sooner",
        check_orders.what_eases_is_seen_later,
        "Who is in less danger would be sent to be seen sooner.",
        "Let it ease to an urgency of a later rank, or leave that out.",
    ),
    Law(
        "claim-of-nobody",
        check_evidence.every_claim_is_made_by_somebody,
        "What rests on such a claim rests on nothing.",
        "Say who states it, or list the publication.",
    ),
    Law(
        "unused",
        check_evidence.everything_brought_up_is_used,
        "What nothing uses may have lost its use by a slip of the pen.",
        "Use it, or mark it as background.",
        severity="warning",
    ),
    Law(
        "rung-without-a-turn",
        check_plan.the_equals_of_a_rung_take_turns,
        "A drill that never has its turn is prescribed to nobody, and of two that both have it one "
        "is left to chance.",
        "Name each phase for one drill of the rung, and let their turns make one ring.",
    ),
    Law(
        "ladder-without-a-way-back",
        check_plan.every_ladder_leads_back,
        "Whoever finds the next drill too hard is told which one to go back to.",
        "Add the way back to the harder drill.",
    ),
    Law(
        "drill-off-its-slot",
        check_plan.every_drill_trains_what_its_slot_serves,
        "A place kept for a motion would be filled by work on another.",
        "Let it fill a slot for what it trains.",
    ),
    Law(
        "two-doses",
        check_plan.no_drill_has_two_doses,
        "Of two doses one would be left to chance.",
        "Take one out, or let it be for another phase, stage or state.",
    ),
    Law(
        "share-not-kept",
        check_plan.shares_are_kept_over_the_week,
        "The ratio that a plan promises would not be kept.",
        "Let repetitions, seconds and load change, and neither sets nor days.",
    ),
    Law(
        "caution-gainsays-drill",
        check_plan.no_caution_gainsays_a_drill,
        "A plan would prescribe what its own caution tells to leave out.",
        "Let the condition bar the drill.",
    ),
    Law(
        "mirror-pair",
        mirror.mirrors_go_both_ways,
        "The proof that mirrored athletes get mirrored plans rests on it.",
        "Say of both that they mirror each other, and of nothing else.",
    ),
    Law(
        "mirror",
        mirror.every_statement_has_its_mirror_image,
        "Otherwise the left of an athlete is told something that the right is not.",
        "State the mirror image too; or where what it is said of has a mirror image itself, as "
        "`regular` has `goofy`, say so of both.",
        "Everything that is said of one side is said of the other.",
    ),
)
