"""files.*: the three steps of an upload, and what is known of a file."""

from simulator.shapes import file_json
from simulator.state.records import Json, Message, StoredFile
from simulator.webapi.calls import Call, SlackError, invalid_arguments


def upload_address(call: Call) -> Json:
    """files.getUploadURLExternal"""
    name = call.required("filename")
    if call.text("length") in ("", "0"):
        raise invalid_arguments("length must be more than 0")
    announced = call.store.files.add(name, call.settings.bot_user_id, b"", is_complete=False)
    return {"upload_url": f"{call.store.public_url}/upload/v1/{announced.id}", "file_id": announced.id}


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: shares the files as one message where a channel is named."""
    asked = call.structure("files")
    if not isinstance(asked, list) or not asked:
        raise invalid_arguments("missing required field: files")
    files = [_uploaded(call, row) for row in asked]
    target = call.text("channel_id") or call.text("channels").split(",")[0]
    if target:
        _share(call, target, files)
    return {"files": [file_json(call.store, file) for file in files]}


def _uploaded(call: Call, row: Json) -> StoredFile:
    file = call.store.files.get(str(row.get("id")))
    if file is None:
        raise SlackError("file_not_found")
    if not file.content:
        raise SlackError("file_upload_not_complete")
    file.title = str(row.get("title") or file.name)
    file.is_complete = True
    return file


def _share(call: Call, target: str, files: list[StoredFile]) -> None:
    conversation = Call(call.world, {"channel": target}).conversation()
    if call.settings.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    for file in files:
        file.channels.append(conversation.id)
    message = Message(
        conversation.id,
        call.store.conversations.timestamps.next(),
        call.settings.bot_user_id,
        call.text("initial_comment"),
        thread_ts=call.text("thread_ts") or None,
        file_ids=[file.id for file in files],
        is_bot=True,
    )
    call.store.conversations.add(message)
    call.world.announce(message)


def info(call: Call) -> Json:
    """files.info"""
    file = call.store.files.get(call.required("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file_json(call.store, file)}
