package wire

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// node is one value of an answer: object, table, []node, []byte, string, bool,
// int64, float64 or Time.
type node any

// member is one member of an object.
type member struct {
	name  string
	value node
}

// object has its members in the order of the structure.
type object []member

// table is a map, in the order of its keys.
type table []member

// nodeOf reads an answer: members that are nil, or empty and tagged omitempty,
// are left out.
func nodeOf(out any) node {
	if out == nil {
		return object{}
	}
	return encode(reflect.ValueOf(out))
}

func encode(v reflect.Value) node {
	if v.Type() == timeType {
		return Time(v.Int())
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return encode(v.Elem())
	case reflect.Struct:
		return appendMembers(object{}, v)
	case reflect.Slice:
		if v.Type() == bytesType {
			return v.Bytes()
		}
		list := make([]node, v.Len())
		for i := range list {
			list[i] = encode(v.Index(i))
		}
		return list
	case reflect.Map:
		t := table{}
		for _, k := range v.MapKeys() {
			t = append(t, member{k.String(), encode(v.MapIndex(k))})
		}
		slices.SortFunc(t, func(a, b member) int { return strings.Compare(a.name, b.name) })
		return t
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	}
	panic("wire: internal error: an answer has a member of kind " + v.Kind().String())
}

// appendMembers adds the members of a structure; those of one that is embedded
// are its own.
func appendMembers(o object, v reflect.Value) object {
	for i := range v.NumField() {
		f, is := v.Field(i), v.Type().Field(i)
		name, omitEmpty := memberName(is)
		switch {
		case is.Anonymous:
			o = appendMembers(o, f)
		case !absent(f, omitEmpty):
			o = append(o, member{name, encode(f)})
		}
	}
	return o
}

func absent(v reflect.Value, omitEmpty bool) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return omitEmpty && v.IsZero()
}

// float is a number with a fraction, as AWS writes it: always with a point.
func float(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if a := math.Abs(f); a == 0 || a >= 1e-3 && a < 1e7 {
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// iso is an instant in text, without a fraction when it is a whole second.
func iso(t Time) string {
	at := time.UnixMilli(int64(t)).UTC()
	if t%1000 == 0 {
		return at.Format("2006-01-02T15:04:05Z")
	}
	return at.Format("2006-01-02T15:04:05.000Z")
}

// Index is the place of an entry as AWS's messages count: from 1 on.
func Index(i int) string { return strconv.Itoa(i + 1) }
