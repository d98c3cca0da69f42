"""Modals in their stacks, home tabs, and the trigger ids that open them."""

import threading
from secrets import token_hex

from simulator.state.feed import Feed
from simulator.state.identifiers import Triggers, new_id
from simulator.state.records import Json, Values, View

STACK_LIMIT = 3


class Views:
    """Per user a stack of at most three modals and one home tab."""

    def __init__(self, lock: threading.RLock, feed: Feed, trigger_seconds: float) -> None:
        self._lock = lock
        self._feed = feed
        self.triggers = Triggers(trigger_seconds)
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def reset(self) -> None:
        """Close everything."""
        with self._lock:
            self.stacks.clear()
            self.homes.clear()

    def top(self, user: str) -> View | None:
        """The modal that `user` looks at."""
        with self._lock:
            stack = self.stacks.get(user, [])
            return stack[-1] if stack else None

    def find(self, view_id: str | None, external_id: str | None = None) -> View | None:
        """The open modal or home tab with this id."""
        with self._lock:
            everything = [v for stack in self.stacks.values() for v in stack] + list(self.homes.values())
            for view in everything:
                if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                    return view
            return None

    def open(self, user: str, body: Json, *, values: Values) -> View:
        """A new modal, in place of whatever was open."""
        with self._lock:
            view_id = new_id("V")
            view = View(view_id, user, body, _new_hash(), view_id, values=values)
            self.stacks[user] = [view]
        self._feed.publish()
        return view

    def push(self, user: str, body: Json, *, values: Values) -> View | None:
        """A modal above the open one, or None when three are open already."""
        with self._lock:
            stack = self.stacks.setdefault(user, [])
            if len(stack) >= STACK_LIMIT:
                return None
            view_id = new_id("V")
            root, previous = (stack[0].id, stack[-1].id) if stack else (view_id, None)
            view = View(view_id, user, body, _new_hash(), root, previous, values)
            stack.append(view)
        self._feed.publish()
        return view

    def update(self, view: View, body: Json, *, values: Values) -> View:
        """Replace what a view shows; choices in fields that are still there stay."""
        with self._lock:
            for block_id, actions in values.items():
                for action_id in actions:
                    kept = view.values.get(block_id, {}).get(action_id)
                    if kept is not None and kept.get("type") == actions[action_id].get("type"):
                        actions[action_id] = kept
            view.body, view.values, view.hash, view.errors = body, values, _new_hash(), {}
            view.revision += 1
        self._feed.publish()
        return view

    def publish(self, user: str, body: Json, *, values: Values) -> View:
        """Show `body` as the home tab of `user`."""
        with self._lock:
            shown = self.homes.get(user)
            if shown is None:
                view_id = new_id("V")
                shown = self.homes[user] = View(view_id, user, body, _new_hash(), view_id, values=values)
            else:
                shown.body, shown.values, shown.hash = body, values, _new_hash()
                shown.revision += 1
        self._feed.publish()
        return shown

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        """Show errors beside the inputs of a modal."""
        with self._lock:
            view.errors = errors
            view.revision += 1
        self._feed.publish()

    def close(self, view: View, *, everything: bool = False) -> list[View]:
        """Close a modal (what is above it too), or the whole stack; returns what was closed."""
        with self._lock:
            stack = self.stacks.get(view.user, [])
            at = 0 if everything else next((i for i, v in enumerate(stack) if v.id == view.id), len(stack))
            closed, self.stacks[view.user] = stack[at:], stack[:at]
        self._feed.publish()
        return closed


def _new_hash() -> str:
    return f"{int(token_hex(4), 16)}.{token_hex(4)}"
