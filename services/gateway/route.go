package gateway

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

// route is one REST address of one rpc, with all the edge checks before the call.
type route struct {
	method  string // HTTP
	path    string // /api/v2/access/tokens/{id}
	full    string // /access.v1.Access/RevokeToken
	require string
	audited bool
	local   bool // answered in this process
	csv     bool // a list served whole, see export.go
	input   protoreflect.MessageType
	body    bool
	params  map[string]protoreflect.FieldDescriptor // of the path
	query   map[string]protoreflect.FieldDescriptor
}

func (r *route) public() bool { return r.require == "public" }

// echoPath is the path in echo's words: {id} is :id.
func (r *route) echoPath() string {
	return strings.NewReplacer("{", ":", "}", "").Replace(r.path)
}

// matches tells whether a request's path is this route's, whatever its HTTP method.
func (r *route) matches(path string) bool {
	want, got := strings.Split(r.path, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if !strings.HasPrefix(want[i], "{") && want[i] != got[i] {
			return false
		}
	}
	return true
}

// routesOf reads the routes of a service from its proto file. A method without a permission is an error.
func routesOf(sd protoreflect.ServiceDescriptor, local bool) ([]*route, error) {
	var routes []*route
	for i := range sd.Methods().Len() {
		md := sd.Methods().Get(i)
		full := fmt.Sprintf("/%s/%s", sd.FullName(), md.Name())
		permission, err := rpc.Permission(full)
		if err != nil {
			return nil, err
		}
		rule, _ := proto.GetExtension(md.Options(), annotations.E_Http).(*annotations.HttpRule)
		if rule == nil {
			continue // no REST address, for example what only services may call
		}
		for _, binding := range append([]*annotations.HttpRule{rule}, rule.GetAdditionalBindings()...) {
			r, err := newRoute(md, binding)
			if err != nil {
				return nil, fmt.Errorf("read route of %s: %w", full, err)
			}
			r.full, r.require, r.local = full, permission, local
			routes = append(routes, r)
		}
		if address, _ := proto.GetExtension(md.Options(), accessv1.E_Csv).(string); address != "" {
			routes = append(routes, csvRoute(routes[len(routes)-1], address))
		}
	}
	return routes, nil
}

func newRoute(md protoreflect.MethodDescriptor, rule *annotations.HttpRule) (*route, error) {
	input, err := protoregistry.GlobalTypes.FindMessageByName(md.Input().FullName())
	if err != nil {
		return nil, err
	}
	r := &route{input: input, body: rule.GetBody() != "", params: map[string]protoreflect.FieldDescriptor{}, query: map[string]protoreflect.FieldDescriptor{}}
	switch p := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		r.method, r.path = http.MethodGet, p.Get
	case *annotations.HttpRule_Post:
		r.method, r.path = http.MethodPost, p.Post
	case *annotations.HttpRule_Put:
		r.method, r.path = http.MethodPut, p.Put
	case *annotations.HttpRule_Patch:
		r.method, r.path = http.MethodPatch, p.Patch
	case *annotations.HttpRule_Delete:
		r.method, r.path = http.MethodDelete, p.Delete
	default:
		return nil, fmt.Errorf("pattern %T is not supported", p)
	}
	if body := rule.GetBody(); body != "" && body != "*" {
		return nil, fmt.Errorf(`body %q is not supported, use "*"`, body)
	}
	r.audited = audited(md, r.method)
	return r, r.readFields(md.Input().Fields())
}

// readFields sorts the request's fields into path and query; with a body there is no query.
func (r *route) readFields(fields protoreflect.FieldDescriptors) error {
	for _, part := range strings.Split(r.path, "/") {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		name := strings.Trim(part, "{}")
		field := fields.ByName(protoreflect.Name(name))
		if field == nil {
			return fmt.Errorf("path parameter %q is not a plain field of the request", name)
		}
		r.params[name] = field
	}
	for i := range fields.Len() {
		field := fields.Get(i)
		if r.body || r.params[string(field.Name())] != nil || field.Message() != nil {
			continue
		}
		r.query[string(field.Name())] = field
	}
	return nil
}

func audited(md protoreflect.MethodDescriptor, method string) bool {
	class, _ := proto.GetExtension(md.Options(), accessv1.E_Audit).(accessv1.Audit)
	if class == accessv1.Audit_AUDIT_UNSPECIFIED {
		return changing(method)
	}
	return class != accessv1.Audit_AUDIT_NONE
}

// allowed lists the HTTP methods an API path knows; none if there is no such path.
func (s *service) allowed(path string) []string {
	var methods []string
	for _, r := range s.routes {
		if r.matches(path) && !slices.Contains(methods, r.method) {
			methods = append(methods, r.method)
		}
	}
	return methods
}
