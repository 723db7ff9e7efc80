// Package image writes a Go value with everything that hangs on it, unexported
// fields too, as bytes, and reads them back into a value of the same type. What
// a store of the stand-in knows is kept that way as a whole: a field that is
// added to it later is kept without anybody having to think of it.
//
// It keeps no functions, channels, locks and fields tagged keep:"-": a reader
// leaves those of the value it reads into as they are. A struct that has
// a text of its own is kept as that. It is no format for
// other programs: Print tells whether bytes are those of a type as it is now.
package image

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unsafe"
)

var textual = [2]reflect.Type{reflect.TypeFor[encoding.TextMarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()}

// fields are those of a struct that are kept.
func fields(t reflect.Type) []int {
	if kept, ok := known.Load(t); ok {
		return kept.([]int)
	}
	var kept []int
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("keep") == "-" || f.Type.Kind() == reflect.Func || f.Type.Kind() == reflect.Chan || f.Type.PkgPath() == "sync" || strings.HasPrefix(f.Type.PkgPath(), "sync/") {
			continue
		}
		kept = append(kept, i)
	}
	known.Store(t, kept)
	return kept
}

var known sync.Map // []int by reflect.Type

// speaks says whether a struct writes and reads itself as text, as times do.
func speaks(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(textual[0]) && p.Implements(textual[1])
}

// open makes a field that may be unexported one that can be read and set.
func open(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

// Print tells types apart by all that they keep.
func Print(v any) string {
	h := fnv.New64a()
	describe(h, reflect.TypeOf(v), map[reflect.Type]int{})
	return strconv.FormatUint(h.Sum64(), 36)
}

func describe(w io.Writer, t reflect.Type, seen map[reflect.Type]int) {
	if n, ok := seen[t]; ok {
		fmt.Fprintf(w, "#%d", n)
		return
	}
	if t.Name() != "" {
		seen[t] = len(seen)
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		fmt.Fprint(w, t.Kind(), " ")
		describe(w, t.Elem(), seen)
	case reflect.Array:
		fmt.Fprint(w, "[", t.Len(), "]")
		describe(w, t.Elem(), seen)
	case reflect.Map:
		fmt.Fprint(w, "map ")
		describe(w, t.Key(), seen)
		describe(w, t.Elem(), seen)
	case reflect.Struct:
		fmt.Fprint(w, "struct{")
		if !speaks(t) {
			for _, i := range fields(t) {
				fmt.Fprint(w, t.Field(i).Name, " ")
				describe(w, t.Field(i).Type, seen)
			}
		}
		fmt.Fprint(w, "}")
	default:
		fmt.Fprint(w, t.Kind(), ";")
	}
}

// Unkept lists what of a type cannot be kept, by path.
func Unkept(v any) []string {
	var out []string
	unkept(reflect.TypeOf(v), "", map[reflect.Type]bool{}, &out)
	slices.Sort(out)
	return out
}

func unkept(t reflect.Type, path string, seen map[reflect.Type]bool, out *[]string) {
	if seen[t] || t.Kind() == reflect.Struct && speaks(t) {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		unkept(t.Elem(), path, seen, out)
	case reflect.Map:
		unkept(t.Key(), path+"{}", seen, out)
		unkept(t.Elem(), path+"[]", seen, out)
	case reflect.Struct:
		for _, i := range fields(t) {
			unkept(t.Field(i).Type, path+"."+t.Field(i).Name, seen, out)
		}
	case reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128, reflect.Uintptr:
		*out = append(*out, strings.TrimPrefix(path, ".")+": "+t.String())
	}
}

// Write gives the bytes of what a pointer leads to. It fails for values of
// interfaces, and for nothing else.
func Write(v any) ([]byte, error) {
	w := writer{ids: map[place]uint64{}}
	w.value(reflect.ValueOf(v).Elem())
	return w.out, w.err
}

// place is one thing that pointers lead to.
type place struct {
	at unsafe.Pointer
	of reflect.Type
}

type writer struct {
	out []byte
	ids map[place]uint64
	err error
}

func (w *writer) count(n int)     { w.out = binary.AppendUvarint(w.out, uint64(n)) }
func (w *writer) text(s string)   { w.count(len(s)); w.out = append(w.out, s...) }
func (w *writer) number(n uint64) { w.out = binary.AppendUvarint(w.out, n) }

func (w *writer) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		w.out = append(w.out, 0)
		if v.Bool() {
			w.out[len(w.out)-1] = 1
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.out = binary.AppendVarint(w.out, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		w.out = appendFloat(w.out, v.Float())
	case reflect.String:
		w.text(v.String())
	case reflect.Pointer:
		w.pointer(v)
	case reflect.Slice:
		w.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			w.value(v.Index(i))
		}
	case reflect.Map:
		w.table(v)
	case reflect.Struct:
		w.record(v)
	default:
		if v.Kind() != reflect.Interface || !v.IsNil() {
			w.err = fmt.Errorf("image: a %s cannot be kept", v.Type())
		}
	}
}

func (w *writer) record(v reflect.Value) {
	if !v.CanAddr() { // of a map
		there := reflect.New(v.Type()).Elem()
		there.Set(v)
		v = there
	}
	if speaks(v.Type()) {
		b, err := open(v).Addr().Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			w.err = err
		}
		w.text(string(b))
		return
	}
	for _, i := range fields(v.Type()) {
		w.value(open(v.Field(i)))
	}
}

func (w *writer) pointer(v reflect.Value) {
	if v.IsNil() {
		w.number(0)
		return
	}
	at := place{v.UnsafePointer(), v.Type()}
	if id, ok := w.ids[at]; ok {
		w.number(id)
		return
	}
	w.ids[at] = uint64(len(w.ids)) + 2
	w.number(1)
	w.value(v.Elem())
}

func (w *writer) slice(v reflect.Value) {
	if v.IsNil() {
		w.number(0)
		return
	}
	w.count(v.Len() + 1)
	if v.Type().Elem().Kind() == reflect.Uint8 {
		w.out = append(w.out, v.Bytes()...)
		return
	}
	for i := range v.Len() {
		w.value(v.Index(i))
	}
}

// table writes keys in the order of their bytes, so that equal values have
// equal bytes.
func (w *writer) table(v reflect.Value) {
	if v.IsNil() {
		w.number(0)
		return
	}
	w.count(v.Len() + 1)
	type entry struct {
		key  string
		from reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		k := writer{ids: w.ids}
		k.value(it.Key())
		if k.err != nil {
			w.err = k.err
		}
		entries = append(entries, entry{string(k.out), it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	for _, e := range entries {
		w.out = append(w.out, e.key...)
		w.value(e.from)
	}
}
