"""The check of proofs and certificates, which shares no code with what makes them.

`files` reads the knowledge afresh, `rules` says what follows by a rule, `proof` judges the proof of
one consultation. `completion` says what the rules alone fix for every athlete, `refutation` judges
the certificate of the safety theorem.
"""
