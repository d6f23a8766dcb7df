#!/usr/bin/env bash
# A merge patch loses the null members of objects that stand inside an array.
#
# Package:  github.com/evanphx/json-patch/v5 v5.9.11 (Go).
# Given:    the document {"a":"old"} and the merge patch {"a":[null,{"b":null}]}.
# Expected: {"a":[null,{"b":null}]}. By RFC 7396, section 2, a value that is not an object replaces what was there as it
#           is: the algorithm does not look inside an array, so null has its meaning of "remove" only outside of them.
# Seen:     {"a":[null,{}]}. The null that is an element of the array stays, the null that is a member of an object in
#           the array is removed. MergeMergePatches, which joins two patches, does both: it keeps the null inside an
#           array that comes new, and removes it where the array takes the place of another value.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
go mod init finding >/dev/null 2>&1
go get github.com/evanphx/json-patch/v5@v5.9.11 2>get.log || {
  cat get.log >&2
  exit 1
}

cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	patch "github.com/evanphx/json-patch/v5"
)

func main() {
	change := []byte(`{"a":[null,{"b":null}]}`)
	applied, err := patch.MergePatch([]byte(`{"a":"old"}`), change)
	if err != nil {
		panic(err)
	}
	fresh, err := patch.MergeMergePatches([]byte(`{}`), change)
	if err != nil {
		panic(err)
	}
	joined, err := patch.MergeMergePatches([]byte(`{"a":"old"}`), change)
	if err != nil {
		panic(err)
	}
	fmt.Printf("applied: %s\njoined with {}: %s\njoined with {\"a\":\"old\"}: %s\n", applied, fresh, joined)
	without := `{"a":[null,{}]}`
	if string(applied) != without || string(fresh) != string(change) || string(joined) != without {
		os.Exit(1)
	}
}
GO

if go run .; then
  echo 'As recorded: a member inside an array was removed.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
