"""How it is asked, shown and kept: the command line, the dialogue, the pages."""
