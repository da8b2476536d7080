"""`python -m hipexpert`: the same as the command `hipexpert`."""

from hipexpert.face.cli import main

main()
