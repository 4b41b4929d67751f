package boot

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// ConfigError lists everything that is wrong with a configuration, one sentence each: the variable, what is wrong, what to do.
type ConfigError struct{ Problems []string }

func (e *ConfigError) Error() string {
	return "the configuration cannot be used:\n  - " + strings.Join(e.Problems, "\n  - ")
}

// validator is a configuration with rules between or beyond its types. Each problem is a sentence that begins with the variable's name.
type validator interface{ Validate() []string }

// Environ is the environment of this process, for Load.
func Environ() map[string]string { return env.ToMap(os.Environ()) }

// Load reads T, a struct with the tags of caarlos0/env (env, envDefault, envPrefix), from the given environment, and never from the process's own.
// An empty variable counts as unset. A field tagged secret:"true" is never repeated in an error. If T has Validate() []string, its sentences join
// the list. The error is a *ConfigError.
func Load[T any](environ map[string]string) (T, error) {
	var cfg T
	fields := fieldsOf(reflect.TypeFor[T](), "")
	set := maps.Clone(environ)
	maps.DeleteFunc(set, func(_, value string) bool { return strings.TrimSpace(value) == "" })
	if set == nil {
		set = map[string]string{}
	}
	problems := describe(env.ParseWithOptions(&cfg, env.Options{Environment: set}), fields, set)
	if v, ok := any(&cfg).(validator); ok {
		problems = append(problems, unmentioned(v.Validate(), problems)...)
	}
	if len(problems) > 0 {
		return cfg, &ConfigError{Problems: problems}
	}
	return cfg, nil
}

// field is one variable of a configuration struct.
type field struct {
	name, variable string
	typ            reflect.Type
	secret         bool
}

func fieldsOf(t reflect.Type, prefix string) []field {
	var fields []field
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for sf := range t.Fields() {
		variable, _, _ := strings.Cut(sf.Tag.Get("env"), ",")
		if variable == "" {
			fields = append(fields, fieldsOf(sf.Type, prefix+sf.Tag.Get("envPrefix"))...)
			continue
		}
		fields = append(fields, field{name: sf.Name, variable: prefix + variable, typ: sf.Type, secret: sf.Tag.Get("secret") == "true"})
	}
	return fields
}

// describe turns the library's errors into sentences.
func describe(err error, fields []field, set map[string]string) []string {
	if err == nil {
		return nil
	}
	all := env.AggregateError{Errors: []error{err}}
	errors.As(err, &all)
	problems := make([]string, 0, len(all.Errors))
	for _, e := range all.Errors {
		problems = append(problems, sentence(e, fields, set))
	}
	slices.Sort(problems)
	return slices.Compact(problems)
}

func sentence(err error, fields []field, set map[string]string) string {
	var missing env.VarIsNotSetError
	if errors.As(err, &missing) {
		return missing.Key + " is not set: it has no default, give it a value"
	}
	var empty env.EmptyVarError
	if errors.As(err, &empty) {
		return empty.Key + " is empty: give it a value"
	}
	var file env.LoadFileContentError
	if errors.As(err, &file) {
		return fmt.Sprintf("%s names a file that cannot be read (%s): check its path and rights", file.Key, file.Filename)
	}
	var parse env.ParseError
	if !errors.As(err, &parse) {
		return err.Error()
	}
	for _, f := range fields {
		value := set[f.variable]
		if f.name != parse.Name || f.typ != parse.Type || value == "" || !rejects(f.typ, value) {
			continue
		}
		if f.secret {
			value = "(not shown)"
		}
		return fmt.Sprintf("%s is %q: %s", f.variable, Redact(value), wanted(f.typ))
	}
	return fmt.Sprintf("the setting %s is not readable: %s", parse.Name, wanted(parse.Type))
}

// rejects tells whether a variable of this type cannot hold the value; the library names the field only, and two parts may have the same.
func rejects(t reflect.Type, value string) bool {
	holder := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: t, Tag: `env:"V"`}}))
	return env.ParseWithOptions(holder.Interface(), env.Options{Environment: map[string]string{"V": value}}) != nil
}

func wanted(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "use a duration such as 500ms, 30s or 5m"
	case reflect.TypeFor[time.Location]():
		return "use an IANA time zone such as Europe/Moscow"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "use true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "use a whole number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "use a whole number that is not negative"
	case reflect.Float32, reflect.Float64:
		return "use a number such as 1.5"
	}
	return fmt.Sprintf("it cannot be read as %s, see .env.example", t)
}

// unmentioned drops rules about variables that are already reported: their zero value would be reported a second time.
func unmentioned(rules, problems []string) []string {
	return slices.DeleteFunc(slices.Clone(rules), func(rule string) bool {
		variable, _, _ := strings.Cut(rule, " ")
		return slices.ContainsFunc(problems, func(p string) bool { return strings.HasPrefix(p, variable+" ") })
	})
}
