"""The far side of Socket Mode: connections of the bot, envelopes sent to them and their acknowledgements."""

import asyncio
import json
import random
import threading
from concurrent.futures import Future
from secrets import token_hex
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from simulator.settings import SimulatorSettings
from simulator.state.records import Json


class SocketHub:
    """The open connections; each envelope goes to one of them, as with Slack."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._connections: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = []
        self._waiting: dict[str, Future[Json]] = {}

    @property
    def is_connected(self) -> bool:
        """Whether the bot has connected."""
        return bool(self._connections)

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    async def connect(self, socket: WebSocket) -> None:
        """Serve one connection until the bot leaves."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4401)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        await socket.send_text(json.dumps(self._hello()))
        connection = (socket, asyncio.get_running_loop())
        self._connections.append(connection)
        try:
            while True:
                self._acknowledged(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            if connection in self._connections:
                self._connections.remove(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "connection_info": {"app_id": self._settings.app_id},
            "debug_info": {"host": "simulator", "approximate_connection_time": 18060},
        }

    def _acknowledged(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.pop(str(answer.get("envelope_id")), None) if isinstance(answer, dict) else None
        if waiting is not None:
            waiting.set_result(answer)

    def send(self, kind: str, payload: Json, *, timeout: float, retry: tuple[int, str]) -> Json | None:
        """Send one envelope and wait for its acknowledgement; None when none came in `timeout` seconds."""
        envelope_id = str(uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry[0], "retry_reason": retry[1]}
        answered: Future[Json] = Future()
        self._waiting[envelope_id] = answered
        try:
            socket, loop = random.choice(self._connections)
            sent = asyncio.run_coroutine_threadsafe(socket.send_text(json.dumps(envelope)), loop)
            sent.result(timeout)
            return answered.result(timeout)
        except (TimeoutError, IndexError, WebSocketDisconnect, RuntimeError):
            return None
        finally:
            self._waiting.pop(envelope_id, None)
