"""The laws on files: that each can be read, and means what it says."""

from __future__ import annotations

from dataclasses import replace

from hipexpert.knowledge.catalogue.law import WHILE_READING, Law
from hipexpert.knowledge.characters import steering_problems
from hipexpert.knowledge.check_files import every_file_is_read
from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.documents import read_document
from hipexpert.knowledge.files import read_files
from hipexpert.knowledge.namespaces import misleading_prefixes
from hipexpert.knowledge.rulebook import read_rules
from hipexpert.knowledge.turtle import read_turtle

_READ = (
    Law(
        "no-knowledge",
        read_files,
        "Without one of its parts nothing that is concluded could be relied on.",
        "Name the folder that holds `ontology.ttl`, `kb/` and `rules/` by `--home`.",
        "A folder of knowledge has both `kb/` and `rules/`.",
    ),
    Law(
        "unreadable-file",
        read_text,
        "What a file would have said is missing from everything that is concluded.",
        "See to its permissions, its kind and its size.",
        "Every file of the knowledge can be opened and read to its end.",
    ),
    Law(
        "not-text",
        read_text,
        "A file in another encoding would be read with other words in it than were written.",
        "Save it as UTF-8.",
        "Every file of the knowledge is text in UTF-8.",
    ),
    Law(
        "unseen-character",
        steering_problems,
        "Characters that nobody sees can make a line read otherwise than it is.",
        "Take the character out.",
        "No file holds a character that nobody sees.",
    ),
    Law(
        "broken-turtle",
        read_turtle,
        "Of what follows the fault nothing is known.",
        "End each statement by `;` or `.`, and close each quote and bracket.",
        "Every `.ttl` file can be read as Turtle.",
    ),
    Law(
        "namespace",
        misleading_prefixes,
        "A prefix that is a letter off makes a file that is read without a fault, and that says "
        "nothing of anything we know.",
        "Write the namespace as the hint has it.",
        "A prefix stands for the namespace that it is known for, to the letter.",
    ),
    Law(
        "nameless",
        read_turtle,
        "No rule, no answer and no other statement can speak of what has no name.",
        "Describe it in a block of its own, under a name, and put the name in its place.",
        "Whatever something is said of has a name.",
    ),
    Law(
        "empty-list",
        read_turtle,
        "An empty list says nothing, and looks as if it did.",
        "Put in what belongs there, or leave the property out.",
        "No list is empty.",
    ),
    Law(
        "broken-yaml",
        read_document,
        "Of what follows the fault nothing is known.",
        "Look at the indentation, the colons and the quotes of the line and the one above.",
        "Every `.yaml` file is one document in plain YAML, without anchors.",
    ),
    Law(
        "duplicate-key",
        read_document,
        "Which of the two is meant cannot be told.",
        "Keep one of them.",
        "A key stands once in its map.",
    ),
    Law(
        "empty-file",
        read_rules,
        "A file without a rule may be one whose rules were lost.",
        "Write its rules, or remove it.",
        "A rule file holds a rule.",
    ),
    Law(
        "rule-shape",
        read_rules,
        "What has another shape cannot be read as a rule.",
        "Start each rule with `- rule: its-name`, and lists of a rule with `- ` on a line each.",
        "A rule file is a list of rules, each a map of texts and lists.",
    ),
    Law(
        "unknown-key",
        read_rules,
        "What stands under another key would be passed over.",
        "Use one of the keys that the hint lists.",
        "A rule has no keys but its own.",
    ),
    Law(
        "missing-key",
        read_rules,
        "A rule without a reason or a claim could not be explained.",
        "Add the key.",
        "A rule has all its keys but `let`, `where` and `unless`, which may be left out.",
    ),
    Law(
        "empty-key",
        read_rules,
        "An empty key says nothing, and looks as if it did.",
        "Fill it in, or leave it out where it may be.",
        "No key of a rule is empty.",
    ),
    Law(
        "key-order",
        read_rules,
        "Rules that are all written alike are read more easily.",
        "Put the keys in the order that the hint gives.",
        "The keys of a rule come in one order.",
    ),
    Law(
        "notation",
        read_rules,
        "What is no pattern and no expression can be met by nothing.",
        "Write three words: who, a property, what; or an expression, as docs/rules.md has it.",
        "Every pattern, expression and comparison can be read.",
    ),
    Law(
        "anything",
        read_rules,
        "What is concluded has to be of something.",
        "Conclude it of a variable that `when` binds.",
        "No rule concludes `anything`.",
    ),
    Law(
        "unbound-variable",
        read_rules,
        "Nothing would say what the variable stands for.",
        "Bind it by a premise, or mend its name.",
        "Every variable that a rule uses is bound by `when`, or by a `let` above.",
    ),
    Law(
        "bound-twice",
        read_rules,
        "A variable has one value.",
        "Give the number that is computed a name of its own.",
        "No `let` gives a value to what has one.",
    ),
)

LAWS = (
    *(replace(law, decided=WHILE_READING) for law in _READ),
    Law(
        "file-not-read",
        every_file_is_read,
        "A drill or a rule in such a file looks as if it counted. It is an error where the file "
        "holds a statement or a rule, and a warning otherwise. Names that begin with a dot are no "
        "knowledge.",
        "Call it as the hint has it, or keep it elsewhere.",
    ),
)
