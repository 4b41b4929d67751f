// Command openapi joins the per-file OpenAPI documents that protoc-gen-openapiv3 writes into proto/gen/openapi.json, and makes them tell the
// truth about our JSON: snake_case names, fields that are always present marked as required, and the permission each route needs.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
	_ "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	_ "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

type object = map[string]any

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: openapi <folder with *.openapi.json>")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*", "v*", "*.openapi.json"))
	if err != nil {
		return err
	}
	paths, schemas := object{}, object{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var doc struct {
			Paths      object
			Components struct{ Schemas object }
		}
		if err := json.Unmarshal(raw, &doc); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		for path, item := range doc.Paths {
			paths[path] = item
		}
		for schema, body := range doc.Components.Schemas {
			schemas[schema] = body
		}
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for _, item := range paths {
		for _, operation := range item.(object) {
			if err := describeOperation(operation.(object)); err != nil {
				return err
			}
		}
	}
	if err := addCSV(paths); err != nil {
		return err
	}
	for name, body := range schemas {
		describeSchema(name, body.(object))
	}
	out, err := json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{"title": "Remnadesk", "version": "2", "description": "One API over the bot's sales. Ids and kopeks are strings, counts are numbers, instants RFC 3339 in UTC. " +
			"Lists are keyset pages. An unknown parameter is an error."},
		"security": []object{{"session": []string{}}, {"token": []string{}}},
		"paths":    paths,
		"components": object{"schemas": schemas, "securitySchemes": object{
			"session": object{"type": "apiKey", "in": "cookie", "name": "rd_session"},
			"token":   object{"type": "http", "scheme": "bearer", "description": "rd_..."},
		}},
	}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "openapi.json"), append(out, '\n'), 0o644)
}

// describeOperation renames query parameters and adds the permission from the method's options.
func describeOperation(operation object) error {
	service, method, ok := strings.Cut(operation["operationId"].(string), "_")
	if !ok {
		return fmt.Errorf("operation %q has no service", operation["operationId"])
	}
	md := findMethod(service, method)
	if md == nil {
		return fmt.Errorf("operation %s.%s is in no linked proto package; add it to the imports of proto/cmd/openapi", service, method)
	}
	permission, _ := proto.GetExtension(md.Options(), accessv1.E_Require).(string)
	operation["x-permission"] = permission
	if permission == "public" {
		operation["security"] = []object{}
	}
	params, _ := operation["parameters"].([]any)
	for _, p := range params {
		parameter := p.(object)
		if field := md.Input().Fields().ByJSONName(parameter["name"].(string)); field != nil {
			parameter["name"] = string(field.Name())
		}
	}
	describeBody(operation, md.Input())
	return nil
}

// describeBody renames the fields of a body that is written out in place, because part of the message travels in the path.
func describeBody(operation object, input protoreflect.MessageDescriptor) {
	body, _ := operation["requestBody"].(object)
	content, _ := body["content"].(object)
	for _, media := range content {
		schema, _ := media.(object)["schema"].(object)
		properties, _ := schema["properties"].(object)
		renamed := object{}
		for name, property := range properties {
			if field := input.Fields().ByJSONName(name); field != nil {
				name = string(field.Name())
			}
			renamed[name] = property
		}
		if len(renamed) > 0 {
			schema["properties"] = renamed
		}
	}
}

func findMethod(service, method string) protoreflect.MethodDescriptor {
	var found protoreflect.MethodDescriptor
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if sd := file.Services().ByName(protoreflect.Name(service)); sd != nil {
			if md := sd.Methods().ByName(protoreflect.Name(method)); md != nil {
				found = md
			}
		}
		return found == nil
	})
	return found
}

// describeSchema renames properties and marks those that an answer always carries.
func describeSchema(name string, schema object) {
	desc, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil {
		return
	}
	message, ok := desc.(protoreflect.MessageDescriptor)
	if !ok {
		return
	}
	properties, _ := schema["properties"].(object)
	renamed, required := object{}, []string{}
	fields := message.Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		body, ok := properties[field.JSONName()]
		if !ok {
			continue
		}
		renamed[string(field.Name())] = body
		if !field.HasPresence() && !strings.HasSuffix(name, "Request") {
			required = append(required, string(field.Name()))
		}
	}
	if len(renamed) > 0 {
		schema["properties"] = renamed
	}
	if len(required) > 0 {
		schema["required"] = required
	}
}
