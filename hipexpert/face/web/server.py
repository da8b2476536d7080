"""Serves the page at 127.0.0.1 until it is interrupted; uvicorn lives here."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from datetime import datetime

import uvicorn

from hipexpert.face.web.app import web_app
from hipexpert.face.web.doorkeeper import Doorkeeper
from hipexpert.model import KnowledgeBase

HERE = "127.0.0.1"


def listening(port: int) -> socket.socket:
    """A socket that listens on this machine alone; port 0 is any that is free. Raises OSError."""
    return socket.create_server((HERE, port))


def serve(
    knowledge: KnowledgeBase,
    at: socket.socket,
    now: Callable[[], datetime],
    announce: Callable[[str], None],
) -> None:
    """Serve the page; `announce` is told each address that lets a browser in, once."""
    port = at.getsockname()[1]

    def tell(token: str) -> None:
        announce(f"http://{HERE}:{port}/?token={token}")

    doorkeeper = Doorkeeper(tell)
    config = uvicorn.Config(
        web_app(knowledge, port, doorkeeper, now),
        lifespan="off",
        access_log=False,  # an address can hold a token
        log_level="warning",
        server_header=False,
        ws="none",
    )
    if hasattr(signal, "SIGPIPE"):  # a browser that breaks a picture off ends no server
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    tell(doorkeeper.token)
    uvicorn.Server(config).run(sockets=[at])
