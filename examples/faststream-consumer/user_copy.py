"""The copy of the users, and the memory of what was handled: both or neither are written."""

import sqlite3

from messages import Event, UserState

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (source TEXT, id TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS positions (
  source TEXT, subject TEXT, stream INTEGER, sequence INTEGER, PRIMARY KEY (source, subject)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, email TEXT, full_name TEXT) WITHOUT ROWID;
"""

STATE_TYPES = ("user.created", "user.updated", "user.deleted")


class UserCopy:
    """Who there is, as far as the events have told."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript(SCHEMA)

    def take(self, event: Event, body: bytes) -> str:
        """Takes an event in. Returns what became of it, in words."""
        # One transaction: committed at the end of the block, rolled back by whatever is raised in it.
        with self._db as db:
            new = db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (event.source, event.id))
            if new.rowcount == 0:
                return "handled before"
            if event.type not in STATE_TYPES:
                return "nothing to keep"
            outdated = self._is_outdated(event)
            if not outdated:
                place = (event.source, event.subject, *event.position)
                db.execute("REPLACE INTO positions VALUES (?, ?, ?, ?)", place)
            if event.type == "user.deleted":
                # However late it comes, what is to be erased is erased.
                db.execute("DELETE FROM users WHERE id = ?", (event.subject,))
                return "erased"
            if outdated:
                return "passed over, a later state is known"
            user = UserState.model_validate_json(body)
            db.execute("REPLACE INTO users VALUES (?, ?, ?)", (user.id, user.email, user.full_name))
            return f"kept {user.full_name} <{user.email}>"

    def _is_outdated(self, event: Event) -> bool:
        found = self._db.execute(
            "SELECT stream, sequence FROM positions WHERE source = ? AND subject = ?",
            (event.source, event.subject),
        ).fetchone()
        return found is not None and found >= event.position

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()
