package gateway

import (
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/remnadesk/remnadesk/pkg/rpc"
)

const maxBody = 1 << 20

// checkQuery refuses what grpc-gateway would ignore (unknown parameters) or explain in Go's words.
func (r *route) checkQuery(raw string) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return status.Error(codes.InvalidArgument, "the query string cannot be read: check its % and & signs")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		field := r.query[name]
		if field == nil {
			return rpc.Invalid(name, "unknown parameter; %s", r.knownParameters())
		}
		if !field.IsList() && len(values[name]) > 1 {
			return rpc.Invalid(name, "is given %d times; once is enough", len(values[name]))
		}
		for _, value := range values[name] {
			if err := checkValue(name, field, value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *route) knownParameters() string {
	if len(r.query) == 0 {
		return "this address takes none"
	}
	return "this address takes " + strings.Join(slices.Sorted(maps.Keys(r.query)), ", ")
}

func checkValue(name string, field protoreflect.FieldDescriptor, value string) error {
	var err error
	switch field.Kind() {
	case protoreflect.StringKind:
		return checkText(name, value)
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		_, err = strconv.ParseInt(value, 0, 32)
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		_, err = strconv.ParseInt(value, 0, 64)
	case protoreflect.BoolKind:
		if _, err = strconv.ParseBool(value); err != nil {
			return rpc.Invalid(name, "%q is neither true nor false", value)
		}
	case protoreflect.EnumKind:
		if field.Enum().Values().ByName(protoreflect.Name(value)) == nil {
			return rpc.Invalid(name, "%q is not one of its values", value)
		}
	default: // grpc-gateway parses and refuses the rest itself
	}
	if errors.Is(err, strconv.ErrRange) {
		return rpc.Invalid(name, "%q is too large a number", value)
	}
	if err != nil {
		return rpc.Invalid(name, "%q is not a whole number", value)
	}
	return nil
}

// checkText refuses what PostgreSQL cannot hold in a text.
func checkText(name, value string) error {
	if !utf8.ValidString(value) {
		return rpc.Invalid(name, "is not UTF-8")
	}
	if strings.ContainsRune(value, 0) {
		return rpc.Invalid(name, "holds a NUL character")
	}
	return nil
}

// readBody reads a JSON body whole and decodes it, so that every mistake is named. No body counts as {}.
func (r *route) readBody(w http.ResponseWriter, req *http.Request) ([]byte, proto.Message, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, nil, &httpError{http.StatusRequestEntityTooLarge, status.Errorf(codes.InvalidArgument, "the body is larger than %d KiB", maxBody>>10)}
	}
	if err != nil {
		return nil, nil, status.Error(codes.Canceled, "the body did not arrive whole")
	}
	message := r.input.New().Interface()
	if len(raw) == 0 {
		return nil, message, nil
	}
	if !r.body {
		return nil, nil, status.Error(codes.InvalidArgument, "this address takes no body")
	}
	if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, nil, &httpError{http.StatusUnsupportedMediaType, status.Error(codes.InvalidArgument, "send the body as JSON, with Content-Type: application/json")}
	}
	if err := protojson.Unmarshal(raw, message); err != nil {
		return nil, nil, r.bodyError(err)
	}
	return raw, message, checkTexts(message)
}

var (
	unknownField = regexp.MustCompile(`unknown field "?([^" ]+)"?`)
	wrongField   = regexp.MustCompile(`(?:for \w+ (?:type|field)|duplicate field) "?(\w+)"?`)
)

// bodyError names the field of a decoding error without repeating its value, which may be a password.
func (r *route) bodyError(err error) error {
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		return rpc.Invalid(strings.TrimRight(m[1], `"`), "unknown field")
	}
	if m := wrongField.FindStringSubmatch(err.Error()); m != nil {
		if field := r.input.Descriptor().Fields().ByJSONName(m[1]); field != nil {
			m[1] = string(field.Name())
		}
		return rpc.Invalid(m[1], "has a value of the wrong type, or is given twice")
	}
	return status.Error(codes.InvalidArgument, "the body is not the JSON object this address takes")
}

func checkTexts(message proto.Message) error {
	return protorange.Range(message.ProtoReflect(), func(path protopath.Values) error {
		last := path.Index(-1)
		if text, ok := last.Value.Interface().(string); ok && strings.ContainsRune(text, 0) {
			return rpc.Invalid(last.Step.String(), "holds a NUL character")
		}
		return nil
	})
}
