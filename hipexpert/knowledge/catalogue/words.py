"""The laws on words: what is declared, named, described and said to people."""

from __future__ import annotations

from hipexpert.knowledge import (
    check_labels,
    check_language,
    check_statements,
    check_terms,
    check_texts,
)
from hipexpert.knowledge.catalogue.law import Law
from hipexpert.knowledge.check_vocabulary import every_word_relied_on_is_there

LAWS = (
    Law(
        "missing-word",
        every_word_relied_on_is_there,
        "The program knows these words by their names alone: without one it would leave something "
        "undone, a referral perhaps, and nobody would notice.",
        "Call it again by the name that the program knows, or describe it.",
    ),
    Law(
        "name",
        check_terms.every_name_can_be_written,
        "What no rule can name has no part in any conclusion.",
        "Use letters, digits and hyphens alone.",
    ),
    Law(
        "unknown-term",
        check_terms.every_term_is_one_of_its_vocabulary,
        "A term that is a letter off is read without a fault, and never looked at.",
        "Write the term as its vocabulary has it.",
    ),
    Law(
        "import-not-followed",
        check_terms.no_file_is_imported,
        "Whoever writes an import expects that the other file is read.",
        "Put the other file below `kb/`, and leave the import out.",
        severity="warning",
    ),
    Law(
        "unknown-property",
        check_statements.every_name_is_known,
        "What is said with a word that nobody declared is looked at by no rule.",
        "Mend the spelling, or declare the property in `ontology.ttl`.",
        "Every property that is used is declared.",
    ),
    Law(
        "unknown-class",
        check_statements.every_name_is_known,
        "What is of a class that nobody declared is of none that a rule asks for.",
        "Mend the spelling, or declare the class in `ontology.ttl`.",
        "Every class that is used is declared.",
    ),
    Law(
        "unknown-individual",
        check_statements.every_name_is_known,
        "A statement about something that is not there holds of nothing.",
        "Mend the spelling, or describe the thing.",
        "Everything that is named is described.",
    ),
    Law(
        "states-is-a",
        check_statements.every_name_is_known,
        "It follows from the class that a thing is given, and from those above it.",
        "Write `a :Class`.",
        "`is-a` is never stated.",
    ),
    Law(
        "domain",
        check_statements.every_statement_fits_its_property,
        "A word that exists and is the wrong one is no misspelling that anybody would see.",
        "Say it of something of the class, or with another property.",
        "What a property is said of is of a class that it is said of.",
    ),
    Law(
        "range",
        check_statements.every_statement_fits_its_property,
        "A word that exists and is the wrong one is no misspelling that anybody would see.",
        "Put something there of the class, or a number, as the property takes it.",
        "What stands behind a property is of a class, or a number, that it takes.",
    ),
    Law(
        "two-numbers",
        check_statements.every_statement_fits_its_property,
        "Of two numbers a rule would take both, and a proof could show either.",
        "Keep one of them.",
        "A thing has one number for a property.",
    ),
    Law(
        "described-twice",
        check_statements.everything_is_described_once,
        "Two blocks of one name are mostly two things, which would be taken for one.",
        "Rename one of them, or make one block of both.",
    ),
    Law(
        "no-words",
        check_statements.everything_has_a_name_and_a_meaning,
        "What people are told is made of these words.",
        "Add the word that is missing.",
    ),
    Law(
        "same-label",
        check_labels.no_two_things_share_a_label,
        "Two lines of a plan, or two choices, could not be told apart.",
        "Call one of them otherwise.",
    ),
    Law(
        "name-of-another",
        check_labels.no_name_is_that_of_another,
        "An answer that uses the name could mean either.",
        "Leave the name to one of them, or let both have it as `loosely-called`, so that it is "
        "asked back.",
    ),
    Law(
        "side-in-a-role",
        check_labels.no_role_names_a_side,
        "The mirrored athlete would be told of the wrong side.",
        "Say what the limb does, and leave the side to the answer that places it.",
    ),
    Law(
        "markup",
        check_texts.no_text_has_markup,
        "The athlete would read stars and brackets.",
        "Say it in plain words.",
    ),
    Law(
        "placeholder",
        check_texts.no_text_waits_to_be_filled,
        "The athlete would read braces where a name was meant.",
        "Put a variable of the rule in the braces, or words in their place.",
    ),
    Law(
        "loose-blanks",
        check_texts.no_text_has_loose_blanks,
        "The blanks are printed, and a name with them looks like another one.",
        "Take them out.",
        severity="warning",
    ),
    Law(
        "other-language",
        check_texts.every_text_is_in_its_language,
        "All pages are in English, and a sentence of another language stands out. It is judged by "
        "small words, so it may be wrong: it is a warning.",
        "Write it in English.",
        severity="warning",
    ),
    Law(
        "long-sentence",
        check_language.no_sentence_is_too_long,
        "Who reads on a phone beside the track loses a long sentence before its end. A sentence "
        "ends at a full stop, a question mark or an exclamation mark; how many words it may have "
        "stands in `kb/language.ttl`.",
        "Make two sentences of it.",
        severity="warning",
    ),
    Law(
        "hard-to-read",
        check_language.no_text_is_too_hard,
        "A text that an athlete cannot read is as good as none. The grade is that of Flesch and "
        "Kincaid (Kincaid, Fishburne, Rogers & Chissom 1975, https://stars.library.ucf.edu/"
        "istlibrary/56): 0.39 times the words of a sentence plus 11.8 times the syllables of a "
        "word, less 15.59, over the whole text. A syllable is a run of vowels, but for a silent e "
        "at the end of a word; what fills braces counts as one short word. A text of fewer words "
        "than `kb/language.ttl` says is not graded, and no label is. It says too how far above "
        "the highest a grade is told: of a sentence or two it is about right.",
        "Use shorter words and shorter sentences.",
        severity="warning",
    ),
    Law(
        "word-to-avoid",
        check_language.no_word_is_one_to_avoid,
        "The plainer word is there, and says the same. Both stand in `kb/language.ttl`; what has "
        "to be told by its own name has a `:gloss` there instead.",
        "Say it with the plainer word.",
        severity="warning",
    ),
)
