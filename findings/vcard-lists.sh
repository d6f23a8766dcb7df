#!/usr/bin/env bash
# Reading a vCard and writing it again loses the second nickname, or makes one nickname of two; web addresses are cut.
#
# Packages: vobject 0.9.9 (PyPI) and github.com/emersion/go-vcard, commit d854b7e0e2d3 (Go).
# Given:    a card with NICKNAME:Ada,Countess and URL:https://people.example/?ids=1,2. A nickname is a list of texts that
#           commas part (RFC 2426, section 3.1.3; RFC 6350, section 6.2.3), and a URL is one URI, in which a comma is an
#           ordinary character (RFC 2426, section 3.6.8; RFC 6350, section 6.7.8).
# Expected: both lines come out as they went in.
# Seen:     Python: NICKNAME:Ada and URL:https://people.example/?ids=1. What follows the first comma is gone, and the
#           address leads elsewhere. Go: NICKNAME:Ada\,Countess and URL:…?ids=1\,2. The comma is written as part of the
#           text, so that two nicknames are one for the next reader, and a backslash has come into the address. The
#           nickname in Python is known to the project (its issue 140).
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check vobject==0.9.9
go mod init finding >/dev/null 2>&1
go get github.com/emersion/go-vcard@v0.0.0-20260618161152-d854b7e0e2d3 2>get.log || {
  cat get.log >&2
  exit 1
}

card() {
  printf 'BEGIN:VCARD\r\nVERSION:%s\r\nFN:Ada Example\r\nN:Example;Ada;;;\r\n' "$1"
  printf 'NICKNAME:Ada,Countess\r\nURL:https://people.example/?ids=1,2\r\nEND:VCARD\r\n'
}

cat > run.py <<'PY'
import sys
import vobject

sys.stdout.write(vobject.readOne(sys.stdin.read()).serialize())
PY

cat > main.go <<'GO'
package main

import (
	"os"

	"github.com/emersion/go-vcard"
)

func main() {
	card, err := vcard.NewDecoder(os.Stdin).Decode()
	if err != nil {
		panic(err)
	}
	if err := vcard.NewEncoder(os.Stdout).Encode(card); err != nil {
		panic(err)
	}
}
GO

python=$(card 3.0 | venv/bin/python run.py | tr -d '\r' | grep -E '^(NICKNAME|URL):' | sort)
go=$(card 4.0 | go run . | tr -d '\r' | grep -E '^(NICKNAME|URL):' | sort)
printf 'Python:\n%s\nGo:\n%s\n' "$python" "$go"

if [ "$python" = $'NICKNAME:Ada\nURL:https://people.example/?ids=1' ] &&
  [ "$go" = $'NICKNAME:Ada\\,Countess\nURL:https://people.example/?ids=1\\,2' ]; then
  echo 'As recorded: neither card came out as it went in.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
