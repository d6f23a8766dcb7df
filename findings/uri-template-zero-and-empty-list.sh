#!/usr/bin/env bash
# Expanding a URI template turns the number 0 into nothing, and an empty list into an empty text.
#
# Packages: uritemplate 4.2.0 (PyPI) and url-template 3.1.1 (npm).
# Given:    the template /items{?offset,tag} with offset 0 and with tag an empty list. The types of the Python package
#           say that a value may be an int.
# Expected: /items?offset=0. By RFC 6570, section 2.3, a list of no members is undefined, and what is undefined is left
#           out (section 3.2.8); a value that is given is written.
# Seen:     Python: /items?offset= (and True as "True", False as nothing). The text "0" is written rightly.
#           npm: /items?offset=0&tag= — the empty list is written as an empty text; with {?tag*} it is left out.
#           Whoever follows such a link asks for something else than was meant: a server may take an empty parameter for
#           "without a tag", or refuse it.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact url-template@3.1.1
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check uritemplate==4.2.0

cat > run.py <<'PY'
import sys
from uritemplate import expand

seen = [expand("/items{?offset,tag}", offset=o, tag=[]) for o in (0, "0", 1, True, False)]
print("Python:", *seen)
wanted = ["/items?offset=", "/items?offset=0", "/items?offset=1", "/items?offset=True", "/items?offset="]
sys.exit(0 if seen == wanted else 1)
PY

cat > run.mjs <<'JS'
import { parseTemplate } from 'url-template';

const seen = ['/items{?offset,tag}', '/items{?offset,tag*}'].map((t) => parseTemplate(t).expand({ offset: 0, tag: [] }));
console.log('npm:', ...seen);
process.exit(seen.join(' ') === '/items?offset=0&tag= /items?offset=0' ? 0 : 1);
JS

if venv/bin/python run.py && node run.mjs; then
  echo 'As recorded: 0 is lost in Python, the empty list is written in Node.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
