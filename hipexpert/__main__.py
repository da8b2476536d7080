"""`python -m hipexpert`: the same as the command `hipexpert`."""

from hipexpert.cli import main

main()
