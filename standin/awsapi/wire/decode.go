package wire

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Time is an instant of the wire, in milliseconds since 1970.
type Time int64

// Seconds is the whole second of an instant.
func (t Time) Seconds() int64 { return int64(math.Floor(float64(t) / 1000)) }

// stamp is a CBOR timestamp in a tree.
type stamp float64

var (
	timeType  = reflect.TypeFor[Time]()
	bytesType = reflect.TypeFor[[]byte]()
)

// decode fills a structure from a tree of map[string]any, []any, string, bool,
// json.Number, int64, float64, []byte and stamp. In loose trees everything is
// text, and lists are maps of numbers.
func decode(tree, in any, loose bool) error {
	if tree == nil {
		return nil
	}
	d := decoder{loose: loose}
	return d.value(tree, reflect.ValueOf(in).Elem(), "")
}

type decoder struct{ loose bool }

// mismatch names what was found where something else belongs.
func mismatch(path string, tree any, want string) error {
	found := fmt.Sprintf("%T", tree)
	switch tree.(type) {
	case map[string]any:
		found = "a structure"
	case []any:
		found = "a list"
	case string:
		found = "a string"
	case bool:
		found = "a boolean"
	case json.Number, int64, float64:
		found = "a number"
	case []byte:
		found = "a blob"
	case stamp:
		found = "a timestamp"
	}
	return badRequest(strings.TrimPrefix(path, ".") + ": " + found + " where " + want + " belongs")
}

func (d decoder) value(tree any, to reflect.Value, path string) error {
	if tree == nil {
		return nil
	}
	switch to.Type() {
	case timeType:
		return d.time(tree, to, path)
	case bytesType:
		return d.blob(tree, to, path)
	}
	switch to.Kind() {
	case reflect.Pointer:
		made := reflect.New(to.Type().Elem())
		if err := d.value(tree, made.Elem(), path); err != nil {
			return err
		}
		to.Set(made)
		return nil
	case reflect.Struct:
		return d.structure(tree, to, path)
	case reflect.Slice:
		return d.list(tree, to, path)
	case reflect.Map:
		return d.table(tree, to, path)
	case reflect.String:
		s, ok := tree.(string)
		if !ok {
			return mismatch(path, tree, "a string")
		}
		to.SetString(s)
		return nil
	case reflect.Bool:
		return d.boolean(tree, to, path)
	case reflect.Int, reflect.Int32, reflect.Int64:
		return d.integer(tree, to, path)
	case reflect.Float64:
		f, ok := d.number(tree)
		if !ok {
			return mismatch(path, tree, "a number")
		}
		to.SetFloat(f)
		return nil
	}
	panic("wire: internal error: a request has a member of kind " + to.Kind().String())
}

// memberName is how the wire calls a field.
func memberName(f reflect.StructField) (name string, omitEmpty bool) {
	name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		name = f.Name
	}
	return name, rest == "omitempty"
}

func (d decoder) structure(tree any, to reflect.Value, path string) error {
	members, ok := tree.(map[string]any)
	if !ok {
		return mismatch(path, tree, "a structure")
	}
	for i := range to.NumField() {
		f := to.Type().Field(i)
		name, _ := memberName(f)
		part, at := members[name], path+"."+name
		if f.Anonymous { // its members are those of the structure around it
			part, at = tree, path
		}
		if err := d.value(part, to.Field(i), at); err != nil {
			return err
		}
	}
	return nil
}

func (d decoder) list(tree any, to reflect.Value, path string) error {
	if d.loose {
		tree = numbered(tree)
	}
	entries, ok := tree.([]any)
	if !ok {
		return mismatch(path, tree, "a list")
	}
	made := reflect.MakeSlice(to.Type(), len(entries), len(entries))
	for i, e := range entries {
		if e == nil {
			return badRequest(strings.TrimPrefix(path, ".") + ": null in a list")
		}
		if err := d.value(e, made.Index(i), path+"."+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	to.Set(made)
	return nil
}

func (d decoder) table(tree any, to reflect.Value, path string) error {
	members, ok := tree.(map[string]any)
	if d.loose {
		members, ok = entered(tree)
	}
	if !ok {
		return mismatch(path, tree, "a map")
	}
	made := reflect.MakeMapWithSize(to.Type(), len(members))
	for k, v := range members {
		entry := reflect.New(to.Type().Elem()).Elem()
		if err := d.value(v, entry, path+"."+k); err != nil {
			return err
		}
		made.SetMapIndex(reflect.ValueOf(k), entry)
	}
	to.Set(made)
	return nil
}

// blob reads bytes; where there is only text they are in base64.
func (d decoder) blob(tree any, to reflect.Value, path string) error {
	if s, ok := tree.(string); ok {
		raw, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return mismatch(path, tree, "base64")
		}
		tree = raw
	}
	raw, ok := tree.([]byte)
	if !ok {
		return mismatch(path, tree, "a blob")
	}
	to.SetBytes(raw)
	return nil
}

func (d decoder) boolean(tree any, to reflect.Value, path string) error {
	if s, ok := tree.(string); ok && d.loose {
		b, err := strconv.ParseBool(s)
		if err != nil {
			return mismatch(path, tree, "true or false")
		}
		tree = b
	}
	b, ok := tree.(bool)
	if !ok {
		return mismatch(path, tree, "a boolean")
	}
	to.SetBool(b)
	return nil
}

func (d decoder) integer(tree any, to reflect.Value, path string) error {
	f, ok := d.number(tree)
	n := int64(f)
	switch v := tree.(type) { // whole, where a float would round
	case int64:
		n = v
	case json.Number:
		if i, err := v.Int64(); err == nil {
			n, f = i, float64(i)
		}
	}
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<63-1024 || to.OverflowInt(n) {
		return mismatch(path, tree, "a whole number")
	}
	to.SetInt(n)
	return nil
}

// number reads any kind of number; JSON has words for those it cannot write.
func (d decoder) number(tree any) (float64, bool) {
	switch v := tree.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case string:
		switch v {
		case "NaN", "Infinity", "-Infinity":
		default:
			if !d.loose {
				return 0, false
			}
		}
		f, err := strconv.ParseFloat(v, 64)
		return f, err == nil
	}
	return 0, false
}

// time reads seconds since 1970, or a date of ISO 8601.
func (d decoder) time(tree any, to reflect.Value, path string) error {
	if s, ok := tree.(stamp); ok {
		tree = float64(s)
	}
	if s, ok := tree.(string); ok {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02"} {
			if t, err := time.Parse(layout, s); err == nil {
				to.SetInt(t.UnixMilli())
				return nil
			}
		}
	}
	f, ok := d.number(tree)
	if !ok || math.IsNaN(f) || math.Abs(f) > 1e12 {
		return mismatch(path, tree, "a timestamp")
	}
	to.SetInt(int64(math.Floor(float64(f*1000) + 0.5)))
	return nil
}
