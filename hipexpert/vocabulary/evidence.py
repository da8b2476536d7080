"""Claims, who states them, what is published about them, and how they stand."""

from __future__ import annotations

from hipexpert.vocabulary import ClassName, PropertyName, TextPropertyName, ThingName

CLAIM: ClassName = "Claim"
SOURCE: ClassName = "Source"
PERSON: ClassName = "Person"
STANDING: ClassName = "Standing"

CITES: PropertyName = "cites"
STATED_BY: PropertyName = "stated-by"
HAS_STANDING: PropertyName = "has-standing"
SUPPORTED_BY: PropertyName = "supported-by"
SUGGESTED_BY: PropertyName = "suggested-by"
CONTRADICTED_BY: PropertyName = "contradicted-by"
DOUBTED_BY: PropertyName = "doubted-by"
OBJECTS_TO: PropertyName = "objects-to"
ANSWERS: PropertyName = "answers"

STANDING_NOTE: TextPropertyName = "standing-note"
FOR_IN_SHORT: TextPropertyName = "for-in-short"
AGAINST_IN_SHORT: TextPropertyName = "against-in-short"
NOT_FOUND: TextPropertyName = "not-found"
FINDING_TEXT: TextPropertyName = "finding-text"
SEEN_AS: TextPropertyName = "seen-as"
AUTHORS: TextPropertyName = "authors"
TITLE: TextPropertyName = "title"
JOURNAL: TextPropertyName = "journal"
PUBLISHED: TextPropertyName = "published"
DOI: TextPropertyName = "doi"
ADDRESS: TextPropertyName = "address"

BACKGROUND: ThingName = "background"
