"""How athletes are spoken to: what they read, how hard it may be, which words are plain."""

from __future__ import annotations

from hipexpert.vocabulary import ClassName, NumberPropertyName, TextPropertyName

READ_BY_ATHLETES: ClassName = "ReadByAthletes"
LANGUAGE: ClassName = "Language"
AVOIDED: ClassName = "Avoided"

MOST_WORDS: NumberPropertyName = "most-words"
HIGHEST_GRADE: NumberPropertyName = "highest-grade"
ALLOWS_GRADES: NumberPropertyName = "allows-grades"
GRADED_FROM_WORDS: NumberPropertyName = "graded-from-words"

SAY_INSTEAD: TextPropertyName = "say-instead"
GLOSS: TextPropertyName = "gloss"
