"""Drawings of drills and of measuring positions, computed from declared poses.

A pose is written in joint angles (`notation`), becomes a figure in space (`skeleton`), is seen by a
camera (`camera`) and drawn (`picture`). Nothing here is on the path of a consultation.
"""
