"""hipexpert: explains functional hip-rotation imbalance and prescribes side-specific work.

A consultation is a value: everything a user asks is a pure function of a knowledge base and
an athlete's answers. The modules, lowest first:

==============  ============================================================
`model`         the shapes: fact, pattern, rule, question, consultation
`notation`      text to patterns and expressions, and back into words
`documents`     YAML that knows its place; the door to PyYAML
`turtle`        Turtle that knows its place; the door to rdflib's parser
`rulebook`      rule files into rules
`knowledge`     a folder of knowledge into a knowledge base
`strata`        rules in layers, so that `unless` is safe
`answers`       what the athlete says, checked, as facts
`engine`        rules run forward; the door to experta
==============  ============================================================
"""

__version__ = "0.1.0"
