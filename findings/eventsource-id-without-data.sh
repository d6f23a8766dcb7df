#!/usr/bin/env bash
# A block of server-sent events that has an id and no data does not move the reconnect position.
#
# Package:  eventsource 4.1.1 (npm), with the eventsource-parser that it brings.
# Given:    a stream whose first block is `id: 1` with data, and whose second block is `id: 2` with a comment and no
#           data. Then the connection ends. Both blocks are valid by the HTML Living Standard, section 9.2.6
#           (Interpreting an event stream).
# Expected: the client connects again with `Last-Event-ID: 2`. The first step of dispatching an event there stores the
#           last event ID; only the second step looks whether there is data and, if not, shows nothing to the program.
# Seen:     `Last-Event-ID: 1`. A server that moves its readers on in quiet times with blocks of this kind is asked for
#           the same stretch again, and the old position may have expired by then.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact eventsource@4.1.1

cat > run.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { EventSource } from 'eventsource';

const asked = [];
const server = createServer((request, response) => {
  asked.push(request.headers['last-event-id'] ?? 'none');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (asked.length === 1) return response.end('retry: 10\nid: 1\ndata: x\n\n: quiet\nid: 2\n\n');
  response.end();
  source.close();
  server.close();
});
server.listen(0, 'localhost');
await once(server, 'listening');
const source = new EventSource(`http://localhost:${server.address().port}/`);
await once(server, 'close');
console.log(`Last-Event-ID of the two requests: ${asked.join(', ')}`);
process.exit(asked.join() === 'none,1' ? 0 : 1);
JS

if timeout 30 node run.mjs; then
  echo 'As recorded: the id of the block without data was forgotten.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
