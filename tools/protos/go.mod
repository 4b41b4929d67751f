module github.com/remnadesk/remnadesk/tools/protos

go 1.26

// Sources of the .proto files we import; nothing here is compiled.
require (
	github.com/bufbuild/protovalidate v1.2.2
	github.com/google/gnostic v0.7.1
)
