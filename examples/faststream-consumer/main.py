"""Keeps a copy of the users, from their events."""

import asyncio
import logging
import os

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage
from pydantic import ValidationError

from messages import Event
from user_copy import UserCopy

TYPES = (
    "user.created",
    "user.updated",
    "user.deleted",
    "user.verification_token.created",
    "user.password_reset.requested",
)
single_topic = os.environ.get("KAFKA_TOPIC")

brokers = os.environ.get("KAFKA_BROKERS", "localhost:9092").split(",")
# Its lines about each message are for debugging; ours tell what became of it.
broker = KafkaBroker(brokers, log_level=logging.DEBUG)
app = FastStream(broker)
copy = UserCopy(os.environ.get("DATABASE", "users.sqlite3"))


async def raw(message: KafkaMessage) -> bytes:
    """Hands on the bytes: what is wrong with them is for the handler to say."""
    return message.body


@broker.subscriber(
    *((single_topic,) if single_topic else TYPES),
    group_id=os.environ.get("GROUP", "user-copy"),
    auto_offset_reset="earliest",
    decoder=raw,
    # The offset is committed after the handler, and not when it fails: then the message comes again.
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_message(body: bytes, message: KafkaMessage) -> None:
    """Handles one message at a time."""
    try:
        event = Event.model_validate(message.headers)
        if event.type in TYPES:
            print(f"{event.subject} {event.type} {event.sequence}: {copy.take(event, body)}", flush=True)
    except ValidationError as error:
        # One broken message must not stop those behind it. A real consumer keeps it for a person to look at.
        places = ["/".join(map(str, each["loc"])) for each in error.errors()]
        print(f"set aside: {', '.join(places)}", flush=True)


@app.after_shutdown
async def close() -> None:
    """Nothing is handled any more. (A function that is not async would run in another thread, which SQLite refuses.)"""
    copy.close()


if __name__ == "__main__":
    asyncio.run(app.run())
