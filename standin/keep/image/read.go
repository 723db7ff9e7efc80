package image

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

func appendFloat(out []byte, f float64) []byte {
	return binary.LittleEndian.AppendUint64(out, math.Float64bits(f))
}

var errShort = errors.New("image: the bytes are not those of a whole value")

// Read reads what Write wrote into what a pointer leads to. Fields that are not
// kept stay as they are.
func Read(b []byte, into any) error {
	r := reader{in: b}
	r.value(reflect.ValueOf(into).Elem())
	if r.err == nil && len(r.in) > 0 {
		r.err = fmt.Errorf("image: %d bytes too many", len(r.in))
	}
	return r.err
}

type reader struct {
	in   []byte
	seen []reflect.Value // pointers
	err  error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errShort
	}
	r.in = nil
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.in)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.in)) {
		r.fail()
		return nil
	}
	out := r.in[:n:n]
	r.in = r.in[n:]
	return out
}

func (r *reader) value(v reflect.Value) {
	if r.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		b := r.take(1)
		v.SetBool(len(b) == 1 && b[0] == 1)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, size := binary.Varint(r.in)
		if size <= 0 || v.OverflowInt(n) {
			r.fail()
			return
		}
		r.in = r.in[size:]
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n := r.number()
		if v.OverflowUint(n) {
			r.fail()
			return
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		if b := r.take(8); b != nil {
			v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		}
	case reflect.String:
		v.SetString(string(r.take(r.number())))
	case reflect.Pointer:
		r.pointer(v)
	case reflect.Slice:
		r.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			r.value(v.Index(i))
		}
	case reflect.Map:
		r.table(v)
	case reflect.Struct:
		r.record(v)
	case reflect.Interface: // Write took it for nil
	default:
		r.err = fmt.Errorf("image: a %s cannot be kept", v.Type())
	}
}

func (r *reader) record(v reflect.Value) {
	if speaks(v.Type()) {
		text := r.take(r.number())
		if r.err != nil {
			return
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(text); err != nil {
			r.err = fmt.Errorf("image: %w", err)
		}
		return
	}
	for _, i := range fields(v.Type()) {
		r.value(open(v.Field(i)))
	}
}

func (r *reader) pointer(v reflect.Value) {
	switch id := r.number(); {
	case r.err != nil:
	case id == 0:
		v.SetZero()
	case id == 1:
		to := v // what was there keeps what is not kept
		if v.IsNil() {
			to = reflect.New(v.Type().Elem()).Convert(v.Type())
		}
		v.Set(to)
		r.seen = append(r.seen, reflect.ValueOf(to.Interface()))
		r.value(v.Elem())
	case id-2 < uint64(len(r.seen)) && r.seen[id-2].Type() == v.Type():
		v.Set(r.seen[id-2])
	default:
		r.fail()
	}
}

func (r *reader) slice(v reflect.Value) {
	n := r.number()
	if r.err != nil || n == 0 {
		v.SetZero()
		return
	}
	n--
	if v.Type().Elem().Kind() == reflect.Uint8 {
		b := append([]byte{}, r.take(n)...)
		v.Set(reflect.ValueOf(b).Convert(v.Type()))
		return
	}
	// Every item takes a byte, unless it is a struct without fields.
	if n > uint64(len(r.in)) && v.Type().Elem().Size() > 0 || n > math.MaxInt32 {
		r.fail()
		return
	}
	out := reflect.MakeSlice(v.Type(), int(n), int(n))
	for i := range int(n) {
		r.value(out.Index(i))
	}
	v.Set(out)
}

func (r *reader) table(v reflect.Value) {
	n := r.number()
	if r.err != nil || n == 0 {
		v.SetZero()
		return
	}
	n--
	if n > uint64(len(r.in)) {
		r.fail()
		return
	}
	out := reflect.MakeMapWithSize(v.Type(), int(n))
	for range int(n) {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		r.value(key)
		r.value(value)
		if r.err != nil {
			return
		}
		out.SetMapIndex(key, value)
	}
	v.Set(out)
}
