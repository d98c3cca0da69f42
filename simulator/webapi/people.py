"""auth.*, users.*, reactions.* and the socket address: who is here."""

from simulator.settings import Person
from simulator.shapes import bot_json, user_json
from simulator.state.records import Json
from simulator.webapi.calls import Call, SlackError


def auth_test(call: Call) -> Json:
    """auth.test"""
    settings = call.settings
    return {
        "url": f"{call.store.public_url}/",
        "team": settings.team_name,
        "user": settings.bot_name.casefold(),
        "team_id": settings.team_id,
        "user_id": settings.bot_user_id,
        "bot_id": settings.bot_id,
        "app_id": settings.app_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """api.test"""
    arguments = {key: value for key, value in call.arguments.items() if key != "token"}
    if arguments.get("error"):
        raise SlackError(str(arguments["error"]), args=arguments)
    return {"args": arguments}


def info(call: Call) -> Json:
    """users.info"""
    user = call.required("user")
    if user == call.settings.bot_user_id:
        return {"user": bot_json(call.store)}
    return {"user": user_json(call.store, _person(call, user, "user_not_found"))}


def _person(call: Call, user: str, code: str) -> Person:
    found = next((p for p in call.settings.users if p.id == user), None)
    if found is None:
        raise SlackError(code)
    return found


def list_all(call: Call) -> Json:
    """users.list"""
    people = [user_json(call.store, person) for person in call.settings.users]
    return {"members": [*people, bot_json(call.store)], "response_metadata": {"next_cursor": ""}}


def by_email(call: Call) -> Json:
    """users.lookupByEmail"""
    email = call.required("email").casefold()
    for person in call.settings.users:
        if person.email.casefold() == email:
            return {"user": user_json(call.store, person)}
    raise SlackError("users_not_found")


def add_reaction(call: Call) -> Json:
    """reactions.add"""
    conversation = call.conversation()
    message = call.store.conversations.get(conversation.id, call.required("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    name = call.required("name").strip(":")
    users = message.reactions.setdefault(name, [])
    if call.settings.bot_user_id in users:
        raise SlackError("already_reacted")
    users.append(call.settings.bot_user_id)
    call.store.conversations.touch(message)
    return {}


def remove_reaction(call: Call) -> Json:
    """reactions.remove"""
    conversation = call.conversation()
    message = call.store.conversations.get(conversation.id, call.required("timestamp"))
    name = call.required("name").strip(":")
    if message is None or call.settings.bot_user_id not in message.reactions.get(name, []):
        raise SlackError("no_reaction" if message else "message_not_found")
    message.reactions[name].remove(call.settings.bot_user_id)
    if not message.reactions[name]:
        del message.reactions[name]
    call.store.conversations.touch(message)
    return {}
