"""The laws on rules, one by one and against each other."""

from __future__ import annotations

from hipexpert.knowledge import (
    check_cardinality,
    check_flow,
    check_rules,
    check_safeguards,
    check_variables,
    mirror,
)
from hipexpert.knowledge.catalogue.law import Law

LAWS = (
    Law(
        "duplicate-rule",
        check_rules.every_rule_has_its_own_id,
        "A proof could not say which of the two it used.",
        "Rename one of them.",
    ),
    Law(
        "words-in-rule",
        check_rules.every_pattern_makes_sense,
        "What is written for people is nothing to reason with.",
        "Give what the rule needs a property of its own.",
        "No rule uses words for people.",
    ),
    Law(
        "kinds",
        check_rules.every_variable_is_of_one_kind,
        "A name is no number, so what is compared with one can never hold.",
        "Give one of the two another name.",
    ),
    Law(
        "variable-once",
        check_variables.every_variable_is_used,
        "Two spellings of one variable leave a rule that fires far too often.",
        "Mend the spelling, or write `anything` where any value will do.",
    ),
    Law(
        "number-unused",
        check_variables.every_computed_number_is_used,
        "A number that is only told was mostly meant to be compared.",
        "Compare it in `where`, conclude it, or leave it out.",
        severity="warning",
    ),
    Law(
        "variable-of-nothing",
        check_variables.every_variable_can_be_something,
        "The rule could fire for nobody, although each of its words exists.",
        "Look for the property that is not meant.",
    ),
    Law(
        "number-in-pattern",
        check_rules.every_number_is_compared_in_where,
        "A limit inside a rule rests on no claim, and no proof shows it.",
        "Name the number in `kb/`, bind it in `when` and compare it in `where`.",
        "No pattern holds a number.",
    ),
    Law(
        "number-twice",
        check_rules.every_number_is_compared_in_where,
        "Two numbers that happen to be equal are no reason to match.",
        "Bind a variable of its own, and compare the two in `where`.",
        "A variable that stands for a number is met once in `when`.",
    ),
    Law(
        "duplicate-premise",
        check_rules.no_rule_repeats_itself,
        "What stands twice may have been meant to be something else.",
        "Leave one out, or mend it.",
        "A pattern stands once in a rule.",
    ),
    Law(
        "never-fires",
        check_rules.no_rule_repeats_itself,
        "The rule could fire for nobody.",
        "Take out one of the two.",
        "No rule asks in `when` for what it forbids in `unless`.",
    ),
    Law(
        "unknown-claim",
        check_rules.every_claim_exists,
        "A conclusion would rest on a claim that nobody can read.",
        "Mend the spelling, or write the claim.",
    ),
    Law(
        "negation-cycle",
        check_flow.no_rules_wait_for_each_other,
        "Rules that deny each other's conclusions would wait for ever.",
        "Let one of them wait for something that is settled before.",
        "No ring of rules runs through an `unless`.",
    ),
    Law(
        "let-cycle",
        check_flow.no_rules_wait_for_each_other,
        "A rule that computes and feeds itself might never end.",
        "Conclude a property that the rule does not wait for.",
        "No ring of rules runs through a `let`.",
    ),
    Law(
        "premise-without-source",
        check_flow.every_premise_has_a_source,
        "The rule could fire for nobody.",
        "Mend the premise, or let a rule or a question bring it about.",
    ),
    Law(
        "unless-without-source",
        check_flow.every_premise_has_a_source,
        "What was meant to hold the rule back never does.",
        "Mend the pattern, or leave it out.",
        "Some statement, answer or conclusion can meet each pattern of each `unless`.",
        "warning",
    ),
    Law(
        "conclusion-unused",
        check_flow.every_conclusion_has_a_use,
        "What nobody waits for and nobody is told changes nothing.",
        "Leave it out, report it, or let a rule wait for it.",
        severity="warning",
    ),
    Law(
        "concludes-is-a",
        check_flow.no_rule_changes_the_world,
        "What something is does not hang on an athlete.",
        "Conclude a property of it instead.",
        "No rule concludes of what class something is.",
    ),
    Law(
        "concludes-the-world",
        check_flow.no_rule_changes_the_world,
        "A statement of `kb/` would hold for one athlete and not for another.",
        "Conclude another property.",
        "No rule concludes with a property that `kb/` states.",
        "warning",
    ),
    Law(
        "concludes-an-answer",
        check_flow.no_rule_changes_the_world,
        "There could be two numbers for one thing, the answer and the conclusion.",
        "Conclude another property.",
        "No rule concludes a number that a question asks for.",
        "warning",
    ),
    Law(
        "rule-explodes",
        check_cardinality.no_rule_explodes,
        "A rule about one athlete that has thousands of instances costs the engine seconds, and is "
        "not meant.",
        "Bind the variables to each other by a premise.",
    ),
    Law(
        "rule-names-a-side",
        mirror.no_rule_names_a_side,
        "The mirrored athlete would be told something else.",
        "Bind it to a variable, so that the rule serves both sides.",
    ),
    Law(
        "closed-safeguard",
        check_safeguards.only_marked_rules_let_through,
        "Whoever adds a rule may hold an athlete back; what lets one through is closed.",
        "Conclude what one of the marked rules waits for.",
    ),
    Law(
        "open-safeguard",
        check_safeguards.what_lifts_a_safeguard_is_closed,
        "A rule that is added could lift a safeguard without anybody having meant it.",
        "Say by `concluded-by` which rules may conclude it.",
    ),
    Law(
        "silence-for-no",
        check_safeguards.no_silence_lets_through,
        "Unknown is not no: whoever was not asked may be just whom the answer would have kept.",
        "Ask in `when` for the no, or for the answer that is meant.",
        severity="warning",
    ),
)
