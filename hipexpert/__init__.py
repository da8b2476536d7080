"""hipexpert: explains functional hip-rotation imbalance and prescribes side-specific work.

A consultation is a value: everything a user asks is a pure function of a knowledge base and
an athlete's answers. `model` has the shapes and `notation` the language of patterns; above
them stand three wings, each importing only what is below it:

* `knowledge`: what is known, and whether it is sound
* `reasoning`: what follows, why, and what to ask next
* `face`: how it is asked, shown and kept
"""

__version__ = "0.1.0"
