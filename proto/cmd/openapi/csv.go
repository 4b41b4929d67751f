package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

// addCSV documents the CSV address of every list that has one: the list's operation without paging, with the options of CSV.
func addCSV(paths object) error {
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		list, ok := paths[path].(object)["get"].(object)
		if !ok {
			continue
		}
		id := list["operationId"].(string)
		service, method, _ := strings.Cut(id, "_")
		address, _ := proto.GetExtension(findMethod(service, method).Options(), accessv1.E_Csv).(string)
		if address == "" {
			continue
		}
		if paths[address] != nil {
			return fmt.Errorf("%s is the address of two operations", address)
		}
		download := maps.Clone(list)
		download["operationId"] = id + "CSV"
		download["summary"] = "The whole list as CSV: a header in English, then a row for every row of the filter. A download that breaks off is not complete."
		download["parameters"] = csvParameters(list["parameters"])
		responses := maps.Clone(list["responses"].(object))
		responses["200"] = object{"description": "The rows.", "content": object{"text/csv": object{"schema": object{"type": "string"}}}}
		download["responses"] = responses
		paths[address] = object{"get": download}
	}
	return nil
}

func csvParameters(of any) []any {
	list, _ := of.([]any)
	kept := slices.DeleteFunc(slices.Clone(list), func(p any) bool {
		name, _ := p.(object)["name"].(string)
		return slices.Contains([]string{"page_size", "page_token", "count"}, name)
	})
	return append(kept,
		object{"in": "query", "name": "bom", "description": "Begin with a byte order mark, by which spreadsheet programs know UTF-8.", "schema": object{"type": "boolean"}},
		object{"in": "query", "name": "separator", "description": "Between columns; with ; fractions have a decimal comma.",
			"schema": object{"type": "string", "enum": []string{",", ";"}}})
}
