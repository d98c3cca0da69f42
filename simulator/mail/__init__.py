"""The mail world: a server that receives the bot's mails, and contacts who read, write and answer."""
