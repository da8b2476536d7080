"""The shapes of the real knowledge: they leave no class out, and are themselves in order."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH

from hipexpert.knowledge.check import check
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.problems import format_problems
from hipexpert.knowledge.shapes import SHAPES, TERMS
from hipexpert.knowledge.turtle import aimed, read_graph, read_turtle
from hipexpert.model import KnowledgeBase, Triple

ROOT = Path(__file__).resolve().parent.parent
HEALTHY = Path(__file__).parent / "broken" / "healthy"

OF_FEW_WORDS = {"sh:disjoint", "sh:equals", "sh:hasValue", "sh:in", "sh:lessThan"}
OF_FEW_WORDS |= {"sh:lessThanOrEquals", "sh:nodeKind", "sh:pattern"}
GROUNDED = (
    "Claim",
    "Drill",
    "Demand",
    "Dose",
    "DoseKind",
    "Threshold",
    "Ratio",
    "TriageItem",
    "Advice",
    "Caution",
    "Condition",
    "StructuralSign",
)


@pytest.fixture(scope="module")
def shapes() -> list[Triple]:
    triples, problems = read_turtle((ROOT / SHAPES).read_text(encoding="utf-8"), SHAPES, True)
    assert not problems
    return triples


def test_every_class_with_individuals_has_a_shape(
    knowledge: KnowledgeBase, shapes: list[Triple]
) -> None:
    targets = {triple.object for triple in shapes if triple.predicate == "sh:targetClass"}
    shapeless = {
        name
        for name, above in knowledge.classes.items()
        if not targets & set(above) and set(knowledge.instances(name)) - set(knowledge.properties)
    }
    assert not shapeless, f"no shape in {SHAPES} has these for its target"


def test_what_the_check_has_no_words_for_has_its_own(shapes: list[Triple]) -> None:
    shape: dict[str, set[str]] = {}
    for triple in shapes:
        shape.setdefault(triple.subject, set()).add(triple.predicate)
    counts = {"sh:minCount", "sh:maxCount"}
    about = {"sh:path", "sh:severity", "sh:description", "sh:property", "rdf:type"}
    for entry in shape.values():
        laws = {term for term in entry - about if term in TERMS and "arget" not in term}
        if "sh:message" in laws:
            # one message tells one law
            laws.remove("sh:message")
            assert laws <= counts or len(laws) == 1, entry
        else:
            assert not laws & OF_FEW_WORDS, entry
            assert "sh:path" in entry or not laws & counts, entry


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_shapes_are_sound_shacl() -> None:
    shapes = read_graph([(ROOT / SHAPES).read_text(encoding="utf-8")])
    sound, _, words = pyshacl.validate(read_graph([]), shacl_graph=shapes, meta_shacl=True)
    assert sound, words


WORLD = """
@prefix : <https://w3id.org/hipexpert#> .
:fine a :Claim ; :label "fine" ; :said-by :ann .
:bare a :Claim ; :said-by :ben, :ann .
:ann a :Person ; :label "Ann" .
:ben a :Person .
"""
NESTED = """
@prefix : <https://w3id.org/hipexpert#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
:ClaimShape a sh:NodeShape ; sh:targetClass :Claim ; sh:property
    [ sh:path :label ; sh:minCount 1 ] , :Said .
:Said sh:path :said-by ; sh:maxCount 1 ; sh:property [ sh:path :label ; sh:minCount 1 ] .
:SaidShape a sh:NodeShape ; sh:targetSubjectsOf :said-by ;
    sh:property [ sh:path :label ; sh:maxCount 0 ] .
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_shapes_that_are_aimed_ask_for_the_same() -> None:
    def breaches(shapes: rdflib.Graph) -> set[tuple[str, ...]]:
        _, results, _ = pyshacl.validate(read_graph([WORLD]), shacl_graph=shapes)
        parts = SH.focusNode, SH.resultPath, SH.sourceConstraintComponent, SH.value
        return {
            tuple(str(results.value(result, part)) for part in parts)
            for result in results.subjects(RDF.type, SH.ValidationResult)
        }

    as_written = breaches(read_graph([NESTED]))
    assert len(as_written) == 4
    assert breaches(aimed(read_graph([NESTED]))) == as_written


def test_a_home_without_shapes_is_told_so(tmp_path: Path) -> None:
    home = shutil.copytree(HEALTHY, tmp_path / "home")
    (home / SHAPES).unlink()
    assert format_problems(check(load_knowledge(home)), home) == (
        f"{SHAPES}:1:1: warning: there is no {SHAPES}: what a thing of each class must have is "
        "not checked [no-shapes]\n  copy it from the knowledge you started from\n"
        "1 problem (1 warning)"
    )


def test_a_consultation_reads_no_shapes() -> None:
    program = (
        "import sys\n"
        "from hipexpert.face.cli import main\n"
        "sys.argv = ['hipexpert', 'consult', '--no-input', '--plain', '--answers',\n"
        f"    {str(ROOT / 'examples' / 'track-runner.yaml')!r}]\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    assert 'hipexpert.reasoning.engine' in sys.modules\n"
        "    assert 'pyshacl' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


# Ground


def ungrounded(knowledge: KnowledgeBase, class_name: str) -> list[str]:
    """The individuals of a class that rest on no claim, no publication and no mark."""
    grounds = ("rests-on", "cites", "marked")
    if class_name == "Claim":
        # a claim is told by its author or its publications, and how it stands
        grounds = ("stated-by", "supported-by", "contradicted-by", "suggested-by")
    return [
        thing
        for thing in knowledge.instances(class_name)
        if not any(knowledge.objects(thing, ground) for ground in grounds)
    ]


@pytest.mark.parametrize("class_name", GROUNDED)
def test_nothing_is_stated_without_ground(knowledge: KnowledgeBase, class_name: str) -> None:
    assert knowledge.instances(class_name)
    assert not ungrounded(knowledge, class_name)


def test_what_is_illustrative_is_counted(
    knowledge: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    things = {thing for name in GROUNDED for thing in knowledge.instances(name)}
    marked = {
        mark: sorted(thing for thing in things if mark in knowledge.objects(thing, "marked"))
        for mark in knowledge.instances("Mark")
    }
    with capsys.disabled():
        counts = ", ".join(f"{len(found)} {mark}" for mark, found in marked.items())
        print(f"\n{counts}, of {len(things)} statements that need a ground")
    assert sum(len(found) for found in marked.values()) < len(things)
