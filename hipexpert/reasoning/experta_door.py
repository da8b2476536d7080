"""The only door to experta: imports it, and lends it what it needs to load.

experta 1.9.4 pins frozendict 1.2, which asks `collections` for `Mapping` and so fails to import
since Python 3.10: the name is lent while it loads. It also adds a handler to the root logger,
which is taken away again.
"""

from __future__ import annotations

import collections
import collections.abc
import logging
from typing import Any


def _import_experta() -> tuple[Any, Any]:
    """experta and its matcher, imported although its frozendict is older than Python 3.10."""
    lent = not hasattr(collections, "Mapping")
    handlers = list(logging.root.handlers)
    if lent:
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        import experta
        import experta.activation
        import experta.agenda
        import experta.factlist
        import experta.strategies
        from experta.matchers import rete
    finally:
        if lent:
            del collections.Mapping  # type: ignore[attr-defined]
        logging.root.handlers[:] = handlers
    if not hasattr(experta, "KnowledgeEngine"):  # its __init__ swallows ImportError
        raise ImportError("experta did not load; reinstall it: pip install --force experta")
    return experta, rete


experta, rete = _import_experta()
