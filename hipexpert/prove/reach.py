"""The laws of reach: what nobody could ever bring about is not written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from hipexpert.model import NUMBER, Fact, Problem, Rule, Variable
from hipexpert.notation import variables_of
from hipexpert.prove.clauses import Literal
from hipexpert.prove.everyone import Everyone, shown_by
from hipexpert.prove.places import at_rule, at_statement, at_thing
from hipexpert.reasoning.instances import Placeholder, instances_of
from hipexpert.vocabulary.asking import ASKED_ONCE, ASKED_ONCE_IT_IS
from hipexpert.vocabulary.body import ATHLETE, IS_ON, ON_ROLE
from hipexpert.vocabulary.dosing import DOSED_AS, TAKES_DOSE
from hipexpert.vocabulary.prescription import DRILL, FILLS, IS_PRESCRIBED

NOBODY = "for no athlete"
OUT_OF_REACH = "rule-out-of-reach"


def every_rule_fires_for_somebody(everyone: Everyone) -> Iterator[Problem]:
    """Each rule fires for some athlete."""
    formula, rules = everyone.formula, everyone.knowledge.rules
    places: dict[Rule, list[int]] = defaultdict(list)
    for place, row in enumerate(everyone.program.rows):
        places[row.instance.rule].append(place)
    fires = {rule: formula.clauses.any_of(formula.fires[n] for n in places[rule]) for rule in rules}
    never = everyone.never(fires.values())
    for rule in rules:
        if fires[rule] in never:
            message = f"this rule fires {NOBODY}"
            yield at_rule(everyone, rule, message, OUT_OF_REACH, _why(everyone, rule))


def _why(everyone: Everyone, rule: Rule) -> str:
    """What of a rule cannot be met: a premise, by itself or beside others, or all together."""
    formula = everyone.formula
    sources = [formula.any_matching(pattern) for pattern in rule.when]
    for pattern, source in zip(rule.when, sources, strict=True):
        if not everyone.somebody(source):
            return f"'{pattern}' holds {NOBODY}"
    for number, pattern in enumerate(rule.when, 1):
        above = replace(rule, when=rule.when[:number], let=(), where=(), unless=(), then=())
        if not any(instances_of(everyone.knowledge, above, everyone.ground.possible)):
            return f"nothing that the premises above it speak of could meet '{pattern}'"
    for later, pattern in enumerate(rule.when):
        for earlier in range(later):
            if not everyone.somebody(sources[earlier], sources[later]):
                return f"'{rule.when[earlier]}' and '{pattern}' exclude each other"
    if not rule.where:
        return "what it asks for does not go together, or never without what it forbids"
    return "what it asks for does not go together, with the numbers that it compares"


def every_drill_is_prescribed_to_somebody(everyone: Everyone) -> Iterator[Problem]:
    """Each drill that fills a slot is prescribed to some athlete."""
    knowledge, formula = everyone.knowledge, everyone.formula
    prescribed = {
        drill: formula.fact(Fact(ATHLETE, IS_PRESCRIBED, drill))
        for drill in knowledge.instances(DRILL)
        if knowledge.objects(drill, FILLS)
    }
    never = everyone.never(prescribed.values())
    for drill, literal in prescribed.items():
        if literal in never:
            message = f"'{drill}' is prescribed to no athlete"
            hint = "let its slot be opened, its rung be tried and its turn come, and nothing bar it"
            yield at_thing(everyone, drill, message, "drill-out-of-reach", hint)


def whoever_is_given_a_drill_has_a_dose_of_it(everyone: Everyone) -> Iterator[Problem]:
    """Each drill that has a kind of dose finds one for every athlete to whom it is prescribed."""
    doses: dict[str, list[Fact]] = defaultdict(list)
    for fact in everyone.concluded((TAKES_DOSE,)):
        doses[fact.subject].append(fact)
    for drill in everyone.knowledge.instances(DRILL):
        given = Fact(ATHLETE, IS_PRESCRIBED, drill)
        if everyone.knowledge.objects(drill, DOSED_AS) and given in everyone.ground.number:
            athlete = everyone.witness((given,), doses[drill])
            if athlete is not None:
                message = f"'{drill}' is prescribed, and no dose of it is due"
                hint = shown_by(athlete, "write the dose for that phase, stage and state")
                yield at_thing(everyone, drill, message, "dose-gap", hint)


def everything_that_can_be_named_is_concluded(everyone: Everyone) -> Iterator[Problem]:
    """What rules may conclude with a word of the knowledge base is concluded of some athlete.

    Of drills a law of their own tells.
    """
    ways: dict[str, list[Fact]] = defaultdict(list)
    for fact in everyone.ground.concluding:
        if isinstance(fact.object, str) and fact.object in everyone.knowledge.where:
            ways[fact.object].append(fact)
    concluded = {thing: everyone.any_of(facts) for thing, facts in ways.items()}
    never = everyone.never(concluded.values())
    drills = everyone.knowledge.instances(DRILL)
    for thing, literal in concluded.items():
        if literal in never and thing not in drills:
            message = f"'{thing}' is concluded {NOBODY}, though a rule could name it"
            yield at_thing(everyone, thing, message, "thing-out-of-reach")


def nothing_is_described_in_vain(everyone: Everyone) -> Iterator[Problem]:
    """What outcomes speak of, and what demands fall on, a rule, a statement or an answer names."""
    knowledge = everyone.knowledge
    named = {fact.object for fact in (*knowledge.statements, *everyone.ground.asked)}
    named |= {end for fact in everyone.ground.concluding for end in (fact.subject, fact.object)}
    named |= {
        term
        for rule in knowledge.rules
        for pattern in (*rule.when, *rule.unless)
        for term in pattern.terms
        if isinstance(term, str)
    }
    verbs = [v for v in knowledge.properties.values() if v.outcome or v.name == ON_ROLE]
    kinds = {kind for verb in verbs for kind in verb.range}
    for thing in sorted({thing for kind in kinds for thing in knowledge.instances(kind)}):
        if thing not in named and thing not in knowledge.questions:
            message = f"no rule, no statement and no answer names '{thing}'"
            hint = "let a rule conclude it, or take it out"
            problem = at_thing(everyone, thing, message, "described-in-vain", hint)
            yield problem._replace(severity="warning")


def every_question_is_asked_of_somebody(everyone: Everyone) -> Iterator[Problem]:
    """What a question waits for before it is asked is so of some athlete."""
    knowledge = everyone.knowledge
    questions = [question for question in knowledge.questions.values() if question.asked_once]
    gates = {q.id: everyone.formula.fact(q.asked_once) for q in questions if q.asked_once}
    never = everyone.never(gates.values())
    for question in questions:
        if gates[question.id] in never:
            message = f"'{question.id}' is never asked: '{question.asked_once}' holds {NOBODY}"
            hint = "let a rule conclude what it waits for, or ask it of everybody"
            verb = ASKED_ONCE if knowledge.objects(question.id, ASKED_ONCE) else ASKED_ONCE_IT_IS
            yield at_statement(everyone, question.id, verb, message, "question-never-asked", hint)


def every_role_is_placed_on_somebody(everyone: Everyone) -> Iterator[Problem]:
    """Each role that a demand falls on is placed on a side in some athlete."""
    sides: dict[str, list[Fact]] = defaultdict(list)
    for fact in everyone.ground.concluding:
        if fact.property == IS_ON:
            sides[fact.subject].append(fact)
    described = everyone.knowledge.where
    named = {str(f.object) for f in everyone.knowledge.statements if f.property == ON_ROLE}
    roles = named & described.keys()  # of others another law tells
    placed = {role: everyone.any_of(sides[role]) for role in sorted(roles)}
    never = everyone.never(placed.values())
    for role, literal in placed.items():
        if literal in never:
            message = f"'{role}' is placed on a side {NOBODY}, and demands fall on it"
            yield at_thing(everyone, role, message, "role-never-placed")


def every_limit_is_reached(everyone: Everyone) -> Iterator[Problem]:
    """Each number of `kb/` that a rule compares with lets that rule fire for some athlete.

    Of a rule that fires for nobody another law tells.
    """
    formula, known = everyone.formula, everyone.knowledge.statements
    ways: dict[tuple[Rule, Fact], list[Literal]] = defaultdict(list)
    for place, row in enumerate(everyone.program.rows):
        rule = row.instance.rule
        compared = {name for c in rule.where for s in (c.left, c.right) for name in variables_of(s)}
        stated = {n: NUMBER if isinstance(b, Placeholder) else b for n, b in row.bindings.items()}
        for pattern in rule.when:
            if isinstance(pattern.object, Variable) and pattern.object.name in compared:
                fact = pattern.fact(stated)
                if fact in known:
                    ways[rule, fact].append(formula.fires[place])
    met = {key: formula.clauses.any_of(literals) for key, literals in ways.items()}
    never = everyone.never(met.values())
    alive = {rule for (rule, _), literal in met.items() if literal not in never}
    for (rule, fact), literal in met.items():
        if literal in never and rule in alive:
            message = f"'{rule.id}' fires {NOBODY} by '{fact}'"
            hint = "it is beyond what can be answered, or beside what else the rule asks for"
            verb, check = fact.property, "limit-out-of-reach"
            yield at_statement(everyone, fact.subject, verb, message, check, hint)
