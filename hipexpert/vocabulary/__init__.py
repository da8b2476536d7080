"""Every word of the ontology on which the program relies, once: a module a subject, typed by kind.

Whatever else the knowledge says, the program takes as it comes. Without one of these words it
would leave something undone, or unsaid, and nobody would notice: `knowledge.check_vocabulary`
holds the ontology to them. Answer types are the exception: each names its word in its own file, in
`knowledge.answer_types`, and a question of a type that no file has is told.
"""

from __future__ import annotations

from typing import Annotated

ClassName = Annotated[str, "class"]
PropertyName = Annotated[str, "property"]
NumberPropertyName = Annotated[str, "property of numbers"]
TextPropertyName = Annotated[str, "property of texts"]
ThingName = Annotated[str, "thing"]
"""What a word names: the annotation of its constant is what the ontology is held to."""
