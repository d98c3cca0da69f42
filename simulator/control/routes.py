"""The door of the control API: `POST /_control/<verb>`, in process the same call as over HTTP."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.acting.refusals import CannotDo
from simulator.control import doing, seeing
from simulator.mail.writing import NotDelivered
from simulator.state.records import Json
from simulator.world import World

VERBS = {**doing.VERBS, **seeing.VERBS}


def run(world: World, verb: str, given: Json) -> Any:
    """What a verb answers. Raises CannotDo when a person could not do it, NotDelivered for a refused mail."""
    if verb not in VERBS:
        raise CannotDo(f"there is no verb {verb!r}")
    return VERBS[verb](world, given)


def routes(world: World) -> list[BaseRoute]:
    """The routes of the control API."""

    async def control(request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"refusal": "wrong arguments", "reason": "send application/json"}, 415)
        given = await request.json()
        try:
            answer = await run_in_threadpool(run, world, request.path_params["verb"], given)
        except (CannotDo, NotDelivered) as refusal:
            return JSONResponse({"refusal": type(refusal).__name__, "reason": str(refusal)}, 409)
        except (KeyError, ValueError, TypeError) as error:
            return JSONResponse({"refusal": "wrong arguments", "reason": repr(error)}, 400)
        return JSONResponse({"answer": answer})

    return [Route("/_control/{verb}", control, methods=["POST"])]
