"""Begins what authors write: a pack, a sport, a drill, a rule, a question, a claim.

What is written passes `check` as it stands, teaches by its comments, and has cases of its own.
"""
