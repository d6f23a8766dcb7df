#!/usr/bin/env bash
# Repeating a request under its idempotency key gets the status 201 again, but no longer the address of what was made.
#
# Package:  asgi-idempotency-header 0.2.0 (PyPI), with fastapi 0.165.0, starlette 1.10.0 and httpx 0.28.1.
# Given:    a POST with an Idempotency-Key, answered by 201 with JSON, Location and ETag; then the same request once more.
# Expected: the same answer. The draft that defines the field (draft-ietf-httpapi-idempotency-key-header-07, section 2.6)
#           has the server respond to a retry with the result of the operation that is complete.
# Seen:     status and body are the same, Location and ETag are gone. By RFC 9110, section 15.3.2, a 201 without Location
#           says that the target of the request itself was created: here the collection. And with the package's option
#           enforce_uuid4_formatting the key is refused when it stands in quotes, as the draft's own example has it (the
#           field is a structured string, section 2.1).
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  asgi-idempotency-header==0.2.0 fastapi==0.165.0 redis==8.1.0 starlette==1.10.0 httpx==0.28.1

cat > run.py <<'PY'
import asyncio, sys
import httpx
from idempotency_header_middleware import IdempotencyHeaderMiddleware
from idempotency_header_middleware.backends import MemoryBackend
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

made = 0


async def make(request):
    global made
    made += 1
    return JSONResponse({"id": made}, status_code=201, headers={"location": f"/items/{made}", "etag": '"1"'})


async def post(key, **options):
    app = Starlette(routes=[Route("/items", make, methods=["POST"])])
    app = IdempotencyHeaderMiddleware(app, backend=MemoryBackend(), **options)
    seen = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
        for _ in range(2):
            answer = await client.post("/items", headers={"Idempotency-Key": key})
            print(f"{key}: {answer.status_code} {answer.text}, Location {answer.headers.get('location')}")
            seen.append((answer.status_code, answer.headers.get("location"), answer.headers.get("etag")))
    return seen


key = "8e03978e-40d5-43e8-bc93-6894a57f9324"
replayed = asyncio.run(post(key))
quoted = asyncio.run(post(f'"{key}"', enforce_uuid4_formatting=True))
as_recorded = replayed == [(201, "/items/1", '"1"'), (201, None, None)] and quoted == [(422, None, None)] * 2
sys.exit(0 if as_recorded else 1)
PY

if venv/bin/python run.py; then
  echo 'As recorded: the repeated answer has no Location; the quoted key was refused.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
