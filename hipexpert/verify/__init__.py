"""The check of a proof, which shares no code with what makes proofs.

`files` reads the knowledge afresh, `rules` says what follows by a rule, `proof` judges a file.
"""
