"""Who is let in: the token of an address is swapped, once, for the secret of a cookie.

Both are made anew each time the page is started, and are kept in memory alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Doorkeeper:
    """Knows the token that lets somebody in, and the secrets of those who were.

    A token is good for one browser. `announce` tells the person at the terminal the next one, when
    somebody comes with none that is good; nobody else can read it there.
    """

    announce: Callable[[str], None] = lambda _: None
    token: str = field(default_factory=_secret)
    let_in: list[str] = field(default_factory=list)
    announced: bool = True
    """Whether the token at hand was told already: by whoever starts the page, the first one is."""

    def swap(self, token: str) -> str | None:
        """The secret that a token is good for, which it is no more; None where it is good for none.

        >>> keeper = Doorkeeper()
        >>> token = keeper.token
        >>> keeper.knows(keeper.swap(token) or ""), keeper.swap(token), keeper.swap("é")
        (True, None, None)
        """
        if not _same(token, self.token):
            return None
        self.token, self.announced = _secret(), False
        self.let_in.append(_secret())
        return self.let_in[-1]

    def knows(self, secret: str) -> bool:
        return any(_same(secret, known) for known in self.let_in)

    def turn_away(self) -> None:
        """See that whoever sits at the terminal has a token that is good."""
        if not self.announced:
            self.announced = True
            self.announce(self.token)


def _same(text: str, other: str) -> bool:
    """Whether two texts are the same, which takes as long to tell whatever they share."""
    return secrets.compare_digest(text.encode(), other.encode())
