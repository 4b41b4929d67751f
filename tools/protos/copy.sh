#!/bin/sh
# Copies the .proto files we import from the module cache to proto/third_party (ignored by git), so that generation needs no network service.
set -eu
cd "$(dirname "$0")"
dir() { GOWORK=off go mod download -json "$1@$(awk -v m="$1" '$1 == m { print $2 }' go.mod)" | sed -n 's/.*"Dir": "\(.*\)",/\1/p'; }
out=../../proto/third_party
rm -rf "$out" && mkdir -p "$out/google/api" "$out/buf/validate"
gnostic=$(dir github.com/google/gnostic)/cmd/protoc-gen-openapi/examples/google/api
cp "$gnostic/annotations.proto" "$gnostic/http.proto" "$out/google/api/"
cp "$(dir github.com/bufbuild/protovalidate)/proto/protovalidate/buf/validate/validate.proto" "$out/buf/validate/"
chmod -R u+w "$out"
