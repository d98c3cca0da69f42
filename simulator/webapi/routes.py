"""The HTTP face of the Web API: bodies, tokens, planned faults, the table of methods, uploads and files."""

import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from simulator.state.records import Json
from simulator.webapi import chat, conversations, files, people, views
from simulator.webapi.calls import Call, SlackError
from simulator.world import World

METHODS: Mapping[str, Callable[[Call], Json]] = {
    "api.test": people.api_test,
    "auth.test": people.auth_test,
    "blocks.validate": views.validate_blocks,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_all,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_direct,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.upload_address,
    "files.info": files.info,
    "reactions.add": people.add_reaction,
    "reactions.remove": people.remove_reaction,
    "users.info": people.info,
    "users.list": people.list_all,
    "users.lookupByEmail": people.by_email,
    "views.open": views.open_modal,
    "views.publish": views.publish_home,
    "views.push": views.push_modal,
    "views.update": views.update_modal,
}

SHOWN = ("image/png", "image/jpeg", "image/gif", "application/pdf", "text/plain")


async def _arguments(request: Request) -> Json:
    found: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError as error:
            raise SlackError("invalid_json") from error
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return found | body
    async with request.form() as form:
        return found | {key: value for key, value in form.items() if not isinstance(value, UploadFile)}


def _token(request: Request, arguments: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else str(arguments.get("token", ""))


def _socket_address(world: World, request: Request) -> Json:
    base = urlsplit(str(request.base_url))
    scheme = "wss" if base.scheme == "https" else "ws"
    return {"url": f"{scheme}://{base.netloc}/link/?ticket={world.sockets.ticket()}"}


def _answer(world: World, request: Request, method: str, arguments: Json) -> Json:
    token = _token(request, arguments)
    if not token:
        raise SlackError("not_authed")
    if method == "apps.connections.open":
        if token != world.settings.app_token:
            raise SlackError("not_allowed_token_type" if token == world.settings.bot_token else "invalid_auth")
        return _socket_address(world, request)
    if token != world.settings.bot_token:
        raise SlackError("invalid_auth")
    if method not in METHODS:
        raise SlackError("unknown_method", req_method=method)
    return METHODS[method](Call(world, arguments))


def _call(world: World, request: Request, method: str, arguments: Json) -> Response:
    started = time.monotonic()
    fault = world.store.next_fault(method)
    status, headers = 200, {}
    try:
        if fault is not None:
            status = 429 if fault.retry_after else fault.status
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
            raise SlackError(fault.error or ("ratelimited" if fault.retry_after else "internal_error"))
        answer = {"ok": True, **_answer(world, request, method, arguments)}
    except SlackError as error:
        answer = error.as_json()
    outcome = "ok" if answer["ok"] else str(answer["error"])
    shown = {key: value for key, value in arguments.items() if key != "token"}
    world.store.traffic.record("from bot", method, request=shown, answer=answer, outcome=outcome, started=started)
    return JSONResponse(answer, status, headers)


def routes(world: World) -> list[BaseRoute]:
    """The routes of the Web API, the uploads, the files and the socket."""

    async def call(request: Request) -> Response:
        try:
            arguments = await _arguments(request)
        except SlackError as error:
            return JSONResponse(error.as_json())
        method: str = request.path_params["method"]
        return await run_in_threadpool(_call, world, request, method, arguments)

    async def socket(connection: WebSocket) -> None:
        await world.sockets.connect(connection)

    return [
        Route("/api/{method}", call, methods=["GET", "POST"]),
        WebSocketRoute("/link/", socket),
        *_file_routes(world),
    ]


async def _uploaded(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.body()
    async with request.form() as form:
        uploads = [one for one in form.values() if isinstance(one, UploadFile)]
        return await uploads[0].read() if uploads else b""


def _file_routes(world: World) -> list[BaseRoute]:
    async def upload(request: Request) -> Response:
        file_id: str = request.path_params["file_id"]
        if world.store.files.get(file_id) is None:
            return PlainTextResponse("no such upload", 404)
        content = await _uploaded(request)
        world.store.files.receive(file_id, content)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(request: Request) -> Response:
        file = world.store.files.get(request.path_params["file_id"])
        is_ours = request.headers.get("sec-fetch-site") in ("same-origin", "none")
        if file is None:
            return PlainTextResponse("no such file", 404)
        if not is_ours and _token(request, {}) != world.settings.bot_token:
            return PlainTextResponse("sign in first", 401)
        word = "inline" if file.mimetype in SHOWN else "attachment"
        headers = {"Content-Disposition": word, "X-Content-Type-Options": "nosniff"}
        return Response(file.content, headers=headers, media_type=file.mimetype)

    return [
        Route("/upload/v1/{file_id}", upload, methods=["POST", "PUT"]),
        Route("/files/{file_id}/{name:path}", download),
    ]
