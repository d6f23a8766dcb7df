#!/usr/bin/env bash
# A Link header whose target has a comma or a semicolon loses the link, or leads elsewhere.
#
# Packages: github.com/peterhellberg/link v1.2.0 and github.com/tomnomnom/linkheader, commit e5fe3b51442e (Go).
# Given:    <https://api.example/items?types=a,b>; rel="next", and the same with `a;b`. Comma and semicolon may stand in
#           a query as they are (RFC 3986, sections 2.2 and 3.4), and the target of a link is whatever stands between
#           the angle brackets (RFC 8288, section 3).
# Expected: the relation "next" with that target.
# Seen:     comma: the first package gives the target without it (types=ab), so that the next page is one of other
#           things; the second finds no link at all. Semicolon: the first is right, the second finds no link. In both
#           cases a program that goes from page to page ends early, or goes on with wrong data, without an error.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
go mod init finding >/dev/null 2>&1
go get github.com/peterhellberg/link@v1.2.0 \
  github.com/tomnomnom/linkheader@v0.0.0-20250811210735-e5fe3b51442e 2>get.log || {
  cat get.log >&2
  exit 1
}

cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/peterhellberg/link"
	"github.com/tomnomnom/linkheader"
)

func main() {
	as := true
	for _, c := range []struct {
		types, first string
		second       int
	}{
		{"a,b", "https://api.example/items?types=ab", 0},
		{"a;b", "https://api.example/items?types=a;b", 0},
		{"ab", "https://api.example/items?types=ab", 1},
	} {
		header := "<https://api.example/items?types=" + c.types + `>; rel="next"`
		first := "none"
		if next := link.Parse(header)["next"]; next != nil {
			first = next.URI
		}
		second := linkheader.Parse(header).FilterByRel("next")
		fmt.Printf("%s\n  peterhellberg/link: %s\n  tomnomnom/linkheader: %d links\n", header, first, len(second))
		as = as && first == c.first && len(second) == c.second
	}
	if !as {
		os.Exit(1)
	}
}
GO

if go run .; then
  echo 'As recorded: the comma is taken out of the target, or the link is lost.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
