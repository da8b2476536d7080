"""The mirror theorem: mirrored athletes get mirrored conclusions.

`mirrors` pairs left with right, one way round a bend with the other, each hip motion with its
other side. If (a) every statement and question of the knowledge base has its mirror image in
it, and (b) no rule names a thing that has one, then replacing everything in an athlete's
answers by its mirror image does the same to everything concluded: rules cannot tell the two
worlds apart. That is proved here for all athletes, by looking at the knowledge alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipexpert.knowledge.check_rules import OBJECT, SUBJECT, patterns_of, text_place, word_place
from hipexpert.knowledge.check_statements import object_place, place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Fact, KnowledgeBase, Problem, Text, Triple, Value, WrittenKnowledge
from hipexpert.vocabulary.asking import CHOICES_THROUGH, MAXIMUM, MINIMUM
from hipexpert.vocabulary.body import MIRRORS
from hipexpert.vocabulary.language import IS_A


def mirror_images(knowledge: KnowledgeBase) -> dict[str, str]:
    """Everything that has a mirror image, with it; only pairs that mirror each other."""
    pairs = {fact.subject: str(fact.object) for fact in _pairs(knowledge)}
    return {one: other for one, other in pairs.items() if pairs.get(other) == one != other}


def mirrored(images: Mapping[str, str], fact: Fact) -> Fact:
    """The fact with everything in it replaced by its mirror image.

    >>> print(mirrored({"left": "right"}, Fact("swing", "turns", "left")))
    swing turns right
    """
    return Fact(_image(images, fact.subject), fact.property, _image(images, fact.object))  # type: ignore[arg-type]


def _image(images: Mapping[str, str], value: Value) -> Value:
    return images.get(value, value) if isinstance(value, str) else value


def _pairs(knowledge: KnowledgeBase) -> Iterator[Fact]:
    return (fact for fact in knowledge.statements if fact.property == MIRRORS)


def mirrors_go_both_ways(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """`mirrors` is an involution without fixed points, and over individuals alone."""
    first: dict[str, Triple] = {}
    pairs = {(fact.subject, fact.object) for fact in _pairs(knowledge)}
    for triple in knowledge.triples:
        if triple.predicate != MIRRORS:
            continue
        one, other = triple.subject, triple.object
        earlier = first.setdefault(one, triple)
        hint = None
        if one in knowledge.properties or one in knowledge.classes:
            message = f"'{one}' is no individual, and only individuals have a mirror image"
        elif one == other:
            message = f"'{one}' cannot be its own mirror image"
            hint = "leave it out; what has no mirror image stays as it is"
        elif earlier.object != other:
            message = f"'{one}' has another mirror image already: '{earlier.object}'"
            hint = f"that is stated at {earlier.object_at}; keep one of them"
        elif (other, one) not in pairs:
            message = f"'{other}' does not mirror '{one}' in return"
            hint = f"state of '{other}': :mirrors :{one}"
        else:
            continue
        yield problem_at(knowledge.home, triple.object_at, message, "mirror-pair", hint)


def every_statement_has_its_mirror_image(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """The statements stay the same when everything is replaced by its mirror image."""
    images = mirror_images(knowledge)
    for triple in knowledge.triples:
        for fact in _stated(knowledge, triple):
            image = mirrored(images, fact)
            if image in knowledge.statements:
                continue
            message, hint = f"the mirror image of this statement is missing: {image}", None
            if fact.subject not in images and fact.subject not in knowledge.questions:
                message = (
                    f"'{fact.subject}' has no mirror image, and this is said of one side alone"
                )
                twin = _twin(knowledge, images, image)
                mirrored_by = f"by '{twin}'" if twin else "by something that is yet to be described"
                hint = f"if it is mirrored {mirrored_by}, say so of both, with '{MIRRORS}'; "
                hint += f"if not, state this too: {image}"
            place = object_place(knowledge, triple)
            yield problem_at(knowledge.home, place, message, "mirror", hint)


def _twin(knowledge: KnowledgeBase, images: Mapping[str, str], image: Fact) -> str | None:
    """What of the same class says of the other side what a thing says of this one."""
    kinds = set(knowledge.objects(image.subject, IS_A))
    for fact in knowledge.statements:
        if (fact.property, fact.object) == (image.property, image.object):
            alike = kinds.intersection(knowledge.objects(fact.subject, IS_A))
            if alike and fact.subject not in images:
                return fact.subject
    return None


def _stated(knowledge: KnowledgeBase, triple: Triple) -> Iterator[Fact]:
    """The fact of a statement: of a class the one named, not those above it."""
    verb = IS_A if triple.predicate == "rdf:type" else triple.predicate
    fact = Fact(triple.subject, verb, triple.object)
    # `mirrors` itself is judged by its own law
    if verb != MIRRORS and not isinstance(triple.object, Text) and fact in knowledge.statements:
        yield fact


def every_question_has_its_mirror_image(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Questions that mirror each other take the same numbers and find choices the same way.

    Their choices, types and properties are statements, and judged as such.
    """
    images = mirror_images(knowledge)
    for question in knowledge.questions.values():
        twin = knowledge.questions.get(images.get(question.id, ""))
        if twin is None:
            continue
        for predicate, one, other in (
            (MINIMUM, question.minimum, twin.minimum),
            (MAXIMUM, question.maximum, twin.maximum),
            (CHOICES_THROUGH, question.choices_through, twin.choices_through),
        ):
            if one is not None and one != other:
                message = f"'{question.id}' and '{twin.id}' mirror each other, but their "
                message += f"'{predicate}' differs"
                place = place_of(knowledge, question.id, predicate)
                yield problem_at(knowledge.home, place, message, "mirror")


def no_rule_names_a_side(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """No rule names a thing that has a mirror image."""
    images = mirror_images(knowledge)
    for rule in knowledge.rules:
        named = [
            (term, word_place(knowledge, pattern, word))
            for pattern in patterns_of(rule)
            for term, word in zip(pattern.terms, (SUBJECT, OBJECT), strict=True)
        ]
        named += [
            (side, text_place(knowledge, comparison.location, side))
            for comparison in rule.where
            for side in (comparison.left, comparison.right)
            if isinstance(side, str)
        ]
        for name, place in named:
            if name in images:
                message = f"'{name}' has a mirror image, '{images[str(name)]}'; no rule may name it"
                hint = "bind it to a ?variable, so that the rule serves both"
                yield problem_at(knowledge.home, place, message, "rule-names-a-side", hint)
