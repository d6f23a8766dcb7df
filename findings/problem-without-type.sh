#!/usr/bin/env bash
# A problem document without a type gets another type when a Go program passes it on.
#
# Package:  github.com/moogar0880/problems v1.0.1 (Go), which names RFC 9457 as what it implements.
# Given:    {"title":"Not Found","status":404}. The type may be absent and is then "about:blank": RFC 9457, section 3.1.1.
# Expected: the type is "about:blank", or absent as before.
# Seen:     the type is an empty text and is written as "type":"". That is a relative reference (RFC 9457, section 3.1.1,
#           and RFC 3986, section 4.4): it stands for the address of the answer itself, so that every address has a
#           problem type of its own.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
go mod init finding >/dev/null 2>&1
go get github.com/moogar0880/problems@v1.0.1 2>get.log || {
  cat get.log >&2
  exit 1
}

cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/moogar0880/problems"
)

func main() {
	var problem problems.Problem
	if err := json.Unmarshal([]byte(`{"title":"Not Found","status":404}`), &problem); err != nil {
		panic(err)
	}
	again, err := json.Marshal(problem)
	if err != nil {
		panic(err)
	}
	var members map[string]any
	if err := json.Unmarshal(again, &members); err != nil {
		panic(err)
	}
	fmt.Printf("read: type %q, written again: %s\n", problem.Type, again)
	if written, there := members["type"]; problem.Type != "" || !there || written != "" {
		os.Exit(1)
	}
}
GO

if go run .; then
  echo 'As recorded: the type became an empty text.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
