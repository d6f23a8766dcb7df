"""Registers, verifies, logs in, reads itself, changes its name with If-Match and lists, by the generated client."""

import os
import pkgutil
from importlib import import_module
from urllib.parse import quote
from urllib.request import urlopen

import users_client
from users_client import AuthenticatedClient, Client
from users_client.api.accounts import register, verify_email
from users_client.api.sessions import log_in
from users_client.api.users import get_me, list_users, update_me
from users_client.models import LogIn, Register, Tokens, User, UserPage, UserPatch, VerifyEmail

url = os.environ["API_URL"]
email = os.environ["NEWCOMER_EMAIL"]
new_name = os.environ["NEW_NAME"]
password = "a quiet river at dawn"

# What is not used below loads all the same.
for module in pkgutil.walk_packages(users_client.__path__, "users_client."):
    import_module(module.name)

anyone = Client(base_url=url)


def logged_in(address: str, secret: str) -> AuthenticatedClient:
    """A client that says who it is."""
    tokens = log_in.sync(client=anyone, body=LogIn(email=address, password=secret))
    assert isinstance(tokens, Tokens), tokens
    return AuthenticatedClient(base_url=url, token=tokens.access_token)


def mailed_token(address: str) -> str:
    """The token of the link that was mailed to this address, waited for."""
    with urlopen(f"{os.environ['MAILBOX_URL']}/?to={quote(address)}") as answer:
        return answer.read().decode()


newcomer = Register(email=email, password=password, full_name="Ada Lovelace")
assert register.sync_detailed(client=anyone, body=newcomer).status_code == 202
token = VerifyEmail(token=mailed_token(email))
verified = verify_email.sync_detailed(client=anyone, body=token)
assert verified.status_code == 200, verified.content
assert str(verified.parsed.user_id)

wrong = log_in.sync_detailed(client=anyone, body=LogIn(email=email, password="not the right one"))
assert wrong.status_code == 401
assert wrong.parsed.code == "invalid_credentials"

own = logged_in(email, password)
me = get_me.sync_detailed(client=own)
assert isinstance(me.parsed, User) and me.parsed.full_name == "Ada Lovelace"
etag = me.headers["etag"]
change = UserPatch(full_name=new_name)
updated = update_me.sync(client=own, body=change, if_match=etag)
assert isinstance(updated, User) and updated.full_name == new_name, updated
stale = update_me.sync_detailed(client=own, body=change, if_match=etag)
assert stale.status_code == 412
assert stale.parsed.code == "version_mismatch"

admin = logged_in(os.environ["ADMIN_EMAIL"], os.environ["ADMIN_PASSWORD"])
page = list_users.sync(client=admin, q=email, limit=5)
assert isinstance(page, UserPage), page
assert [user.full_name for user in page.field_embedded.item] == [new_name]
