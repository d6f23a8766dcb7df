#!/usr/bin/env bash
# A SCIM filter whose text has a JSON escape finds nobody in one library and is refused by another.
#
# Packages: scim2-parse-filter 0.2.10 (npm) and github.com/scim2/filter-parser/v2 v2.3.1 (Go).
# Given:    the filter that a client writes with a JSON encoder that keeps to ASCII, which is what Python's json.dumps
#           does unless told otherwise: userName eq "zo\u00eb". By RFC 7644, section 3.4.2.2, the value to compare with
#           follows the rules of JSON, so this is the name zoë.
# Expected: it finds the user zoë.
# Seen:     npm: the value is the backslash, the u and the digits as they stand; the filter is accepted and finds nobody.
#           Go: "parse conflict". Neither is consistent with its other escapes: npm decodes \" and nothing else, Go
#           accepts \" and hands out the text with the backslash in it.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact scim2-parse-filter@0.2.10
go mod init finding >/dev/null 2>&1
go get github.com/scim2/filter-parser/v2@v2.3.1 2>get.log || {
  cat get.log >&2
  exit 1
}

escaped=$(python3 -c 'import json; print("userName eq " + json.dumps("zo\u00eb"))')
quoted=$(python3 -c 'import json; print("userName eq " + json.dumps("a\"b"))')
echo "The filters: $escaped and $quoted"

cat > run.cjs <<'JS'
const { filter, parse } = require('scim2-parse-filter');
const [escaped, quoted] = process.argv.slice(2);
const people = [{ userName: 'zoë' }, { userName: 'a"b' }];
const value = parse(escaped).compValue;
const [found, other] = [escaped, quoted].map((text) => people.filter(filter(parse(text))).length);
console.log(`npm: compares with ${value}, finds ${found}; the other finds ${other}`);
process.exit(value === 'zo\\u00eb' && found === 0 && other === 1 ? 0 : 1);
JS

cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	filter "github.com/scim2/filter-parser/v2"
)

func main() {
	_, refused := filter.ParseFilter([]byte(os.Args[1]))
	parsed, err := filter.ParseFilter([]byte(os.Args[2]))
	if err != nil {
		panic(err)
	}
	value := parsed.(*filter.AttributeExpression).CompareValue
	fmt.Printf("Go: %v; the other compares with %v\n", refused, value)
	if refused == nil || value != `a\"b` {
		os.Exit(1)
	}
}
GO

if node run.cjs "$escaped" "$quoted" && go run . "$escaped" "$quoted"; then
  echo 'As recorded: neither reads the escape.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
