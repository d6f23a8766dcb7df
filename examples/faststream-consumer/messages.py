"""What a message looks like, as far as this consumer cares: the rest may change without telling."""

from pydantic import BaseModel, Field


class Event(BaseModel):
    """The headers (CloudEvents over Kafka, binary mode)."""

    specversion: str = Field(alias="ce_specversion", pattern="^1\\.0$")
    id: str = Field(alias="ce_id", min_length=1)
    source: str = Field(alias="ce_source", min_length=1)
    type: str = Field(alias="ce_type", min_length=1)
    subject: str = Field(alias="ce_subject", min_length=1)
    sequence: int = Field(alias="ce_sequence", ge=0)
    stream: int = Field(alias="ce_stream", ge=0)

    @property
    def position(self) -> tuple[int, int]:
        """A place in the life of a user: a higher stream is later, whatever the sequence."""
        return (self.stream, self.sequence)


class UserState(BaseModel):
    """The value of `user.created` and `user.updated`."""

    id: str
    email: str
    full_name: str
