"""The doors of the page: the page and its parts, live updates, mails, and what people do."""

import asyncio
import mimetypes
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from simulator.acting.commanding import respond
from simulator.mail.reading import attachment_content, read
from simulator.page.acts import act
from simulator.page.assembling import STATIC, Assembling
from simulator.page.places import place_of
from simulator.state.store import ResponseAddress
from simulator.world import World

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' http: https: data:; style-src 'self' 'unsafe-inline'; "
    "frame-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
MAIL_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox; base-uri 'none'; form-action 'none'"
)
FRESH = {"Cache-Control": "no-store", "Vary": "X-Parts"}
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
BEAT_SECONDS = 15.0
GATHER_SECONDS = 0.03
LONG = {"Cache-Control": "public, max-age=31536000, immutable"}
MAIL_FRAME = '<!doctype html><meta charset="utf-8"><base target="_blank">'


def routes(world: World, assembling: Assembling) -> list[BaseRoute]:
    """All routes of the page."""
    return [*_reading_routes(world, assembling), *_mail_routes(world), *_doing_routes(world)]


def _reading_routes(world: World, assembling: Assembling) -> list[BaseRoute]:
    async def page(request: Request) -> Response:
        place = place_of(world.store, request.query_params, request.cookies)
        if request.headers.get("x-parts"):
            return JSONResponse(await run_in_threadpool(assembling.parts, place), headers=FRESH)
        html = await run_in_threadpool(assembling.page, place)
        return HTMLResponse(html, headers={**SAFE, **FRESH, "Content-Security-Policy": PAGE_POLICY})

    async def static(request: Request) -> Response:
        file = STATIC / request.path_params["name"]
        if file.parent != STATIC or not file.is_file():
            return PlainTextResponse("not found", 404)
        kind = "font/woff2" if file.suffix == ".woff2" else mimetypes.guess_type(file.name)[0]
        return Response(file.read_bytes(), media_type=kind, headers={**SAFE, **LONG})

    async def changes(request: Request) -> Response:
        return StreamingResponse(
            _stream(world, request), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def permalink(request: Request) -> Response:
        digits = request.path_params["key"].removeprefix("p")
        ts = f"{digits[:-6]}.{digits[-6:]}"
        channel = request.path_params["channel"]
        message = world.store.conversations.get(channel, ts)
        thread = (message.thread_ts or ts) if message else ts
        return RedirectResponse(f"/?in={channel}&thread={thread}")

    return [
        Route("/", page),
        Route("/static/{version}/{name}", static),
        Route("/static/{name}", static),
        Route("/changes", changes),
        Route("/archives/{channel}/{key}", permalink),
    ]


async def _stream(world: World, request: Request) -> AsyncIterator[str]:
    feed = world.store.feed
    changed = feed.join()
    try:
        yield f"retry: 1000\ndata: {feed.revision}\n\n"
        while not feed.is_closed and not await request.is_disconnected():
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(GATHER_SECONDS)
            changed.clear()
            yield f"data: {feed.revision}\n\n"
    finally:
        feed.leave(changed)


def _mail_routes(world: World) -> list[BaseRoute]:
    async def html(request: Request) -> Response:
        stored = world.store.mailboxes.get(request.path_params["mail_id"])
        if stored is None:
            return PlainTextResponse("no such mail", 404)
        headers = {**SAFE, "Content-Security-Policy": MAIL_POLICY}
        return HTMLResponse(MAIL_FRAME + read(stored).html, headers=headers)

    async def part(request: Request) -> Response:
        stored = world.store.mailboxes.get(request.path_params["mail_id"])
        found = attachment_content(stored.raw, request.path_params["number"]) if stored else None
        if found is None:
            return PlainTextResponse("no such attachment", 404)
        name, kind, content = found
        is_shown = kind in ("application/pdf", "image/png", "image/jpeg", "text/plain")
        word = "inline" if is_shown else "attachment"
        plain_name = "".join(c for c in name if c.isascii() and c.isprintable() and c not in '"\\;')
        headers = {**SAFE, "Content-Disposition": f'{word}; filename="{plain_name}"'}
        return Response(content, media_type=kind if is_shown else "application/octet-stream", headers=headers)

    return [Route("/mail/{mail_id}/html", html), Route("/mail/{mail_id}/parts/{number:int}", part)]


def _doing_routes(world: World) -> list[BaseRoute]:
    async def doing(request: Request) -> Response:
        if request.headers.get("x-page") != "1":
            return PlainTextResponse("only the page may do this", 403)
        given = await request.json()
        status, answer = await run_in_threadpool(act, world, request.path_params["verb"], given)
        return JSONResponse(answer, status)

    async def response_url(request: Request) -> Response:
        address = world.store.use_response(request.path_params["key"])
        if not isinstance(address, ResponseAddress):
            return JSONResponse({"ok": False, "error": address}, 404)
        body = await request.json()
        outcome = await run_in_threadpool(respond, world, address, body)
        world.store.traffic.note("from bot", "response_url", request=body, outcome=outcome)
        return PlainTextResponse("ok") if outcome == "ok" else PlainTextResponse(outcome, 400)

    return [
        Route("/act/{verb}", doing, methods=["POST"]),
        Route("/respond/{team}/{key}", response_url, methods=["POST"]),
    ]
