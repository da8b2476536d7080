"""Claims, who states them, what is published about them, and how they stand."""

from __future__ import annotations

from hipexpert.vocabulary import Class, Property, TextProperty

CLAIM: Class = "Claim"
SOURCE: Class = "Source"
STANDING: Class = "Standing"

CITES: Property = "cites"
STATED_BY: Property = "stated-by"
HAS_STANDING: Property = "has-standing"
SUPPORTED_BY: Property = "supported-by"
SUGGESTED_BY: Property = "suggested-by"
CONTRADICTED_BY: Property = "contradicted-by"
DOUBTED_BY: Property = "doubted-by"
OBJECTS_TO: Property = "objects-to"
ANSWERS: Property = "answers"

STANDING_NOTE: TextProperty = "standing-note"
FOR_IN_SHORT: TextProperty = "for-in-short"
AGAINST_IN_SHORT: TextProperty = "against-in-short"
NOT_FOUND: TextProperty = "not-found"
FINDING_TEXT: TextProperty = "finding-text"
SEEN_AS: TextProperty = "seen-as"
AUTHORS: TextProperty = "authors"
TITLE: TextProperty = "title"
JOURNAL: TextProperty = "journal"
PUBLISHED: TextProperty = "published"
DOI: TextProperty = "doi"
ADDRESS: TextProperty = "address"
