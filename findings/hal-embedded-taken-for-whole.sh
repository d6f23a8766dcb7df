#!/usr/bin/env bash
# A HAL client answers a request for a resource from a list that it read before, although the list had only a part of it.
#
# Package:  ketting 8.0.0 (npm).
# Given:    a collection that embeds an item with its link to itself and one field. By the HAL draft
#           (draft-kelly-json-hal, section 4.1.2) what is embedded may be the whole resource or a part of it.
# Expected: reading the item afterwards asks the server, or tells that the answer is a part.
# Seen:     get() on the item sends no request. It gives the one field, no forms (_templates) and no ETag, so that a
#           guarded change (If-Match) is not possible and the item looks as if nothing may be done with it. refresh()
#           asks the server and gives everything.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact ketting@8.0.0

cat > run.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Client } from 'ketting';

const self = { self: { href: '/items/1' } };
const pages = {
  '/items': { _links: { self: { href: '/items' } }, _embedded: { item: [{ _links: self, name: 'x' }] } },
  '/items/1': { _links: self, name: 'x', size: 5, _templates: { default: { method: 'DELETE', properties: [] } } },
};
const asked = [];
const server = createServer((request, response) => {
  asked.push(request.url);
  response.writeHead(200, { 'content-type': 'application/prs.hal-forms+json', etag: '"1"', connection: 'close' });
  response.end(JSON.stringify(pages[request.url]));
});
server.listen(0, 'localhost');
await once(server, 'listening');

const client = new Client(`http://localhost:${server.address().port}/`);
const item = client.go('/items/1');
const show = (state) =>
  `${JSON.stringify(state.data)}, forms: ${state.actions().length}, ETag: ${state.headers.get('etag')}`;
await client.go('/items').get();
const listed = show(await item.get());
const before = asked.join(' ');
const whole = show(await item.refresh());
server.close();
console.log(`asked: ${before}; get(): ${listed}\nasked: ${asked.join(' ')}; refresh(): ${whole}`);
const as =
  before === '/items' &&
  listed === '{"name":"x"}, forms: 0, ETag: null' &&
  whole === '{"name":"x","size":5}, forms: 1, ETag: "1"';
process.exit(as ? 0 : 1);
JS

if timeout 30 node run.mjs; then
  echo 'As recorded: the item was never asked for.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
