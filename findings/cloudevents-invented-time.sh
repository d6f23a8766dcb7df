#!/usr/bin/env bash
# Reading an event that has no time gives it one: the moment of reading.
#
# Packages: cloudevents 10.0.0 (npm) and cloudevents 2.2.0 (PyPI), the SDKs of the CloudEvents project.
# Given:    a JSON event with the four required attributes and no `time`, which CloudEvents 1.0.2 makes optional
#           (section "Optional Attributes"). Only the producer of an event may put another time in its place.
# Expected: the event that was read has no time, as with the SDK for Go (2.16.2).
# Seen:     both set the current time while they read. A consumer takes it for the time of the occurrence, each delivery
#           of the same event has another one, and whoever passes the event on writes the invented time into it. The
#           SDK for Node does the same when the time is a leap second (RFC 3339, section 5.7), which it cannot read: the
#           real time is lost. (Times that nobody could read are known to that project, its issue 386.)
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact cloudevents@10.0.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0

cat > run.cjs <<'JS'
const { HTTP } = require('cloudevents');
const read = (more) =>
  HTTP.toEvent({
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ specversion: '1.0', id: '1', source: '/example', type: 'example', ...more }),
  }).time;
const pause = new Promise((done) => setTimeout(done, 20));
const first = read({});
pause.then(() => {
  const second = read({});
  const leap = read({ time: '2016-12-31T23:59:60Z' });
  console.log(`Node, the same event read twice: ${first} and ${second}`);
  console.log(`Node, 2016-12-31T23:59:60Z read: ${leap}`);
  const invented = (time) => Math.abs(Date.now() - Date.parse(time)) < 60_000;
  process.exit(invented(first) && invented(second) && first !== second && invented(leap) ? 0 : 1);
});
JS

cat > run.py <<'PY'
import json, sys, time
from datetime import datetime, timedelta, timezone
from cloudevents.core.formats.json import JSONFormat

event = json.dumps({"specversion": "1.0", "id": "1", "source": "/example", "type": "example"})
first = JSONFormat().read(None, event)
time.sleep(0.02)
second = JSONFormat().read(None, event)
print(f"Python, the same event read twice: {first.get_time()} and {second.get_time()}")
print(f"Python, written again: {JSONFormat().write(first).decode()}")
recent = lambda t: t is not None and abs(datetime.now(timezone.utc) - t) < timedelta(minutes=1)
sys.exit(0 if recent(first.get_time()) and recent(second.get_time()) and first.get_time() != second.get_time() else 1)
PY

if node run.cjs && venv/bin/python run.py; then
  echo 'As recorded: both invent a time.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
