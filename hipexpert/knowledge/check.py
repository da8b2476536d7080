"""Checks the knowledge itself: everything wrong with it, at once.

A check is a law of the knowledge, and a function that yields a problem for each place that
breaks it; CHECKS is the list of them all. What could not even be read was found in loading,
and comes first: where a Turtle file could not be read, half of what is in it would seem
unknown, so then nothing else is judged.

A problem of severity `error` breaks a law; a `warning` may be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hipexpert.knowledge import (
    check_cardinality,
    check_evidence,
    check_files,
    check_flow,
    check_labels,
    check_language,
    check_orders,
    check_packs,
    check_plan,
    check_questions,
    check_rules,
    check_safeguards,
    check_statements,
    check_terms,
    check_texts,
    check_variables,
    check_vocabulary,
    constraints,
    mirror,
    shapes,
)
from hipexpert.knowledge.problems import sort_problems
from hipexpert.model import Problem, WrittenKnowledge

Check = Callable[[WrittenKnowledge], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    check_files.every_file_is_read,
    check_vocabulary.every_word_relied_on_is_there,
    check_terms.every_name_can_be_written,
    check_terms.every_term_is_one_of_its_vocabulary,
    check_terms.no_file_is_imported,
    check_statements.every_name_is_known,
    check_statements.every_statement_fits_its_property,
    check_statements.everything_is_described_once,
    check_statements.everything_has_a_name_and_a_meaning,
    check_labels.no_two_things_share_a_label,
    check_labels.no_name_is_that_of_another,
    check_labels.no_role_names_a_side,
    check_texts.no_text_has_markup,
    check_texts.no_text_waits_to_be_filled,
    check_texts.no_text_has_loose_blanks,
    check_texts.every_text_is_in_its_language,
    check_language.no_sentence_is_too_long,
    check_language.no_text_is_too_hard,
    check_language.no_word_is_one_to_avoid,
    check_orders.nothing_leads_back_to_itself,
    check_orders.what_stands_below_is_less,
    check_orders.what_eases_is_seen_later,
    check_evidence.every_claim_is_made_by_somebody,
    check_evidence.everything_brought_up_is_used,
    shapes.every_shape_says_what_it_can,
    shapes.everything_keeps_its_shape,
    check_questions.every_question_can_be_asked,
    check_questions.every_answer_fits_its_property,
    check_questions.every_flag_is_asked_first,
    check_rules.every_rule_has_its_own_id,
    check_rules.every_pattern_makes_sense,
    check_rules.every_comparison_makes_sense,
    check_rules.every_variable_is_of_one_kind,
    check_variables.every_variable_is_used,
    check_variables.every_computed_number_is_used,
    check_variables.every_variable_can_be_something,
    check_rules.every_number_is_compared_in_where,
    check_rules.no_rule_repeats_itself,
    check_rules.every_claim_exists,
    check_flow.no_rules_wait_for_each_other,
    check_flow.every_premise_has_a_source,
    check_flow.every_conclusion_has_a_use,
    check_flow.no_rule_changes_the_world,
    check_cardinality.no_rule_explodes,
    check_plan.the_equals_of_a_rung_take_turns,
    check_plan.every_ladder_leads_back,
    check_plan.every_drill_trains_what_its_slot_serves,
    check_plan.no_drill_has_two_doses,
    check_plan.shares_are_kept_over_the_week,
    check_plan.no_caution_gainsays_a_drill,
    check_safeguards.only_marked_rules_let_through,
    check_safeguards.every_marked_rule_exists,
    check_safeguards.what_lifts_a_safeguard_is_closed,
    check_safeguards.no_silence_lets_through,
    check_packs.no_pack_touches_a_safeguard,
    constraints.every_constraint_says_something,
    mirror.mirrors_go_both_ways,
    mirror.every_statement_has_its_mirror_image,
    mirror.every_question_has_its_mirror_image,
    mirror.no_rule_names_a_side,
)


def can_be_reasoned_with(knowledge: WrittenKnowledge) -> bool:
    """Whether the rules can run: all were read and can be told apart, layered and counted."""
    laws: tuple[Check, ...] = (
        check_rules.every_rule_has_its_own_id,
        check_flow.no_rules_wait_for_each_other,
        check_cardinality.no_rule_explodes,
    )
    return not knowledge.problems and not any(any(law(knowledge)) for law in laws)


def check(knowledge: WrittenKnowledge) -> list[Problem]:
    """Everything wrong with the knowledge, sorted by file, line and column."""
    found = list(knowledge.problems)
    if all(problem.location.file.endswith(".yaml") for problem in found):
        found += [problem for law in CHECKS for problem in law(knowledge)]
    return sort_problems(found)
