"""Writes a consultation for other programs: as a proof, in PROV-O, in N3."""
