#!/usr/bin/env bash
# An event whose data is 0, false or an empty text loses its data when it is passed on.
#
# Package:  cloudevents 10.0.0 (npm).
# Given:    JSON events with `"data": 0`, `"data": false` and `"data": ""`. Data may be any JSON value: CloudEvents JSON
#           event format 1.0.2, section 3.1.1.
# Expected: the event that is read has this data, and written again it has it still.
# Seen:     the data is gone: read as undefined, and written again without `data` in structured mode and without a body
#           in binary mode. `"data": 1` passes. The SDK for Go keeps all of them, and so does this package when the
#           program makes the event itself: it is the reading that loses them.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact cloudevents@10.0.0

cat > run.cjs <<'JS'
const { CloudEvent, HTTP } = require('cloudevents');
const attributes = { specversion: '1.0', id: '1', source: '/example', type: 'example', time: '2026-01-02T03:04:05Z' };
const passedOn = (data) => {
  const headers = { 'content-type': 'application/cloudevents+json' };
  const event = HTTP.toEvent({ headers, body: JSON.stringify({ ...attributes, data }) });
  const written = JSON.parse(HTTP.structured(event).body);
  const made = JSON.parse(HTTP.structured(new CloudEvent({ ...attributes, data })).body);
  console.log(`${JSON.stringify(data)}: structured ${JSON.stringify(written)}, body ${HTTP.binary(event).body}`);
  return `${'data' in written}/${made.data === data}`;
};
const seen = [0, false, '', 1].map(passedOn).join(' ');
process.exit(seen === 'false/true false/true false/true true/true' ? 0 : 1);
JS

if node run.cjs; then
  echo 'As recorded: 0, false and the empty text are lost, 1 is kept.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
