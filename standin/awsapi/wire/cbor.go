package wire

import (
	"encoding/binary"
	"math"
	"net/http"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

// cborProtocol is RPC v2 CBOR, which SDKs of 2025 and later speak to CloudWatch.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
type cborProtocol struct{ api *API }

func (p cborProtocol) name(r *http.Request, body []byte) (string, any, error) {
	operation, ok := strings.CutPrefix(r.URL.Path, "/service/"+p.api.Target+"/operation/")
	if !ok || operation == "" || strings.Contains(operation, "/") {
		return "", nil, &Error{Status: http.StatusNotFound, Code: "UnknownOperationException", Query: "InvalidAction",
			Message: "the path must be /service/" + p.api.Target + "/operation/ and the name of an operation"}
	}
	if len(body) == 0 {
		return operation, nil, nil
	}
	v, err := cbor.Decode(body)
	if err != nil {
		return "", nil, badRequest("the body is not CBOR: " + err.Error())
	}
	tree, ok := treeOf(v).(map[string]any)
	if !ok {
		return "", nil, badRequest("the body is not a CBOR map")
	}
	return operation, tree, nil
}

// treeOf is what decode takes, of a CBOR value.
func treeOf(v cbor.Value) any {
	switch v := v.(type) {
	case cbor.Map:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = treeOf(e)
		}
		return m
	case cbor.List:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = treeOf(e)
		}
		return l
	case cbor.String:
		return string(v)
	case cbor.Bool:
		return bool(v)
	case cbor.Uint:
		if v > math.MaxInt64 {
			return float64(v)
		}
		return int64(v)
	case cbor.NegInt: // of -5 the decoder makes 5
		if v == 0 || v > math.MaxInt64 {
			return -math.Ldexp(1, 64)
		}
		return -int64(v)
	case cbor.Float32:
		return float64(v)
	case cbor.Float64:
		return float64(v)
	case *cbor.Tag:
		return tagged(v)
	case cbor.Slice:
		return []byte(v)
	}
	return nil
}

// tagged is a timestamp; other tags say nothing here.
func tagged(v *cbor.Tag) any {
	inner := treeOf(v.Value)
	if v.ID == 1 {
		switch n := inner.(type) {
		case int64:
			return stamp(n)
		case float64:
			return stamp(n)
		}
	}
	return inner
}

func (p cborProtocol) answer(w http.ResponseWriter, _ string, out node) {
	p.write(w, http.StatusOK, out)
}

func (p cborProtocol) refuse(w http.ResponseWriter, e *Error) {
	p.api.queryError(w, e)
	p.write(w, e.Status, p.api.errorBody(e))
}

func (p cborProtocol) write(w http.ResponseWriter, status int, n node) {
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	w.Header().Set("Content-Type", "application/cbor")
	w.WriteHeader(status)
	_, _ = w.Write(appendCBOR(nil, n)) // an error here means that the client has gone
}

// Major types of CBOR. https://www.rfc-editor.org/rfc/rfc8949.html#section-3.1
const (
	majorUint = iota << 5
	majorNegative
	majorBytes
	majorText
	majorList
	majorMap
	majorTag
	majorSimple
)

// appendCBOR writes maps in the order of their members, where the SDK's
// encoder has none.
func appendCBOR(b []byte, n node) []byte {
	switch v := n.(type) {
	case table:
		return appendCBOR(b, object(v))
	case object:
		b = appendHead(b, majorMap, uint64(len(v)))
		for _, m := range v {
			b = appendCBOR(appendCBOR(b, m.name), m.value)
		}
		return b
	case []node:
		b = appendHead(b, majorList, uint64(len(v)))
		for _, e := range v {
			b = appendCBOR(b, e)
		}
		return b
	case string:
		return append(appendHead(b, majorText, uint64(len(v))), v...)
	case []byte:
		return append(appendHead(b, majorBytes, uint64(len(v))), v...)
	case bool:
		if v {
			return append(b, majorSimple|21)
		}
		return append(b, majorSimple|20)
	case int64:
		if v < 0 {
			return appendHead(b, majorNegative, uint64(-(v + 1)))
		}
		return appendHead(b, majorUint, uint64(v))
	case float64:
		return binary.BigEndian.AppendUint64(append(b, majorSimple|27), math.Float64bits(v))
	case Time:
		return appendCBOR(appendHead(b, majorTag, 1), float64(v)/1000)
	}
	panic("wire: internal error: no CBOR for a node")
}

// appendHead writes a major type with its argument.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}
