"""Carries the tools to an assistant by the Model Context Protocol; its SDK lives here.

What stands on standard output is the protocol alone. What a tool refuses is its result, marked as
an error, so that the assistant can mend its call.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from collections.abc import Sequence
from typing import Any

from jsonschema import Draft202012Validator
from mcp import types
from mcp.server import Server
from mcp.server.stdio import stdio_server

import hipexpert
from hipexpert.api.errors import BadAnswers, Error
from hipexpert.face.tools import INSTRUCTIONS, Tool
from hipexpert.knowledge.characters import spelled, visible


def serve(tools: Sequence[Tool]) -> None:
    """Offer the tools on standard input and output until the input ends."""
    asyncio.run(_serve(tools))


async def _serve(tools: Sequence[Tool]) -> None:
    known = {tool.name: tool for tool in tools}

    async def listed(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in tools])

    async def called(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        if asked.name not in known:
            return _refused(f"there is no tool '{asked.name}'; there are {', '.join(known)}")
        return _result(known[asked.name], asked.arguments or {})

    server: Server[Any] = Server(
        "hipexpert",
        version=hipexpert.__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _described(tool: Tool) -> types.Tool:
    harmless = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.takes,
        annotations=harmless,
    )


def _result(tool: Tool, arguments: dict[str, Any]) -> types.CallToolResult:
    """What a tool gives: its JSON, and before it what there is to be noted."""
    said = {name: value for name, value in arguments.items() if value is not None}
    for fault in Draft202012Validator(tool.takes).iter_errors(said):
        return _refused(f"{tool.name}: {fault.json_path}: {fault.message}")
    try:
        with contextlib.redirect_stderr(io.StringIO()) as noted:
            data = tool.run(said)
    except BadAnswers as error:
        return _refused(_text(error.json()))
    except Error as error:
        return _refused(str(error))
    notes = [noted.getvalue().strip()] if noted.getvalue().strip() else []
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text) for text in (*notes, _text(data))],
        structured_content=data if isinstance(data, dict) else None,
    )


def _refused(text: str) -> types.CallToolResult:
    said = types.TextContent(type="text", text=visible(text))
    return types.CallToolResult(content=[said], is_error=True)


def _text(data: Any) -> str:
    return spelled(json.dumps(data, indent=2, ensure_ascii=False))
