"""Puts a simulator together: its memory, its doors, its threads."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from simulator.client import Workspace
from simulator.control.routes import routes as control_routes
from simulator.mail.sink import MailSink
from simulator.page.assembling import Assembling
from simulator.page.routes import routes as page_routes
from simulator.sending import Sender
from simulator.settings import SimulatorSettings
from simulator.socketmode import SocketHub
from simulator.state.saving import Saver
from simulator.state.store import Store
from simulator.webapi.routes import routes as webapi_routes
from simulator.world import CheckBlocks, World, accept_all


class Simulator:
    """A workspace and a mail world: `app` to serve, `start` and `stop` for the threads beside it."""

    def __init__(self, settings: SimulatorSettings, check_blocks: CheckBlocks) -> None:
        self.settings = settings
        self.store = Store(settings)
        sockets = SocketHub(settings)
        self.world = World(self.store, Sender(self.store, sockets), sockets, check_blocks)
        self.mail = MailSink(self.store)
        self._saver = Saver(self.store, settings.state_file) if settings.state_file else None
        self._assembling = Assembling(self.store)
        pages = page_routes(self.world, self._assembling)
        self.app = Starlette(routes=[*webapi_routes(self.world), *control_routes(self.world), *pages])
        self.workspace = Workspace(self.world)

    def start(self) -> None:
        """Start the mail server and read the saved state."""
        if self._saver:
            self._saver.start()
        self.mail.start()
        threading.Thread(target=self._assembling.warm, name="simulator-warming", daemon=True).start()

    def stop(self) -> None:
        """End the threads and write the state."""
        self.world.sender.stop()
        self.store.feed.close()
        self.mail.stop()
        if self._saver:
            self._saver.stop()

    def run(self, host: str = "127.0.0.1", port: int = 8080) -> None:
        """Serve until interrupted; open streams of browsers do not hold the end up."""
        config = uvicorn.Config(self.app, host, port, log_level="warning", ws="wsproto", timeout_graceful_shutdown=1)
        uvicorn.Server(config).run()

    @contextlib.contextmanager
    def served(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Serve in a thread of its own, started and stopped with the block; gives the base URL."""
        listener = socket.create_server((host, port))
        url = f"http://{host}:{listener.getsockname()[1]}"
        self.store.public_url = url
        server = uvicorn.Server(
            uvicorn.Config(self.app, log_level="warning", ws="wsproto", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, args=([listener],), name="simulator", daemon=True)
        self.start()
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            yield url
        finally:
            self.stop()
            server.should_exit = True
            thread.join(timeout=5)


def create_simulator(settings: SimulatorSettings, check_blocks: CheckBlocks = accept_all) -> Simulator:
    """A simulator for these settings; `check_blocks` says what Slack would refuse, with pointers."""
    return Simulator(settings, check_blocks)
