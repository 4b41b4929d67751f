// Package proto holds the API description that belongs to the generated code.
package proto

import _ "embed"

//go:embed gen/openapi.json
var openAPI []byte

// OpenAPI returns the OpenAPI 3.1 document of every REST route, as JSON. Callers must not change it.
func OpenAPI() []byte { return openAPI }
