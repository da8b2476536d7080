"""The page on this machine: the interview, the result and the records, served to one browser.

`guard` lets in whoever started it and nobody else, `app` leads each address to the module that
answers it, and those write pages as the terminal's commands do. It needs the extra `web`.
"""
