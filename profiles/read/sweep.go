package read

import (
	"strings"

	"squall/profiles/axis"
	"squall/profiles/price"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// sweep reads what a sweep varies. Whether the address and each value are
// allowed shows when a point is read.
func (l *loader) sweep() *axis.Axis {
	n := l.doc.Root.Get("sweep")
	if n == nil || n.Kind != source.Map || !l.sound("sweep") {
		return nil
	}
	if len(n.Pairs) != 1 {
		l.report(everyArm, n.At, "sweep", "%d addresses are swept, a sweep varies one; keep one here and compare the others as arms", len(n.Pairs))
		return nil
	}
	at := n.Pairs[0]
	values := schema.ReadText(at.Value)
	if at.Value.Kind == source.List {
		var items []string
		for _, item := range at.Value.Items {
			items = append(items, item.Text)
		}
		values = strings.Join(items, ",")
	}
	a, err := axis.New(at.Key, values)
	if err != nil {
		l.report(everyArm, at.Value.At, "sweep", "%v", err)
		return nil
	}
	return &a
}

// prices are the list at hand with what the profile has of its own.
func (l *loader) prices() price.List {
	list := price.Default()
	n := l.doc.Root.Get("prices")
	if n == nil || n.Kind != source.Map || !l.sound("prices") {
		return list
	}
	for _, p := range price.Table() {
		if n.Has(p.Key) {
			list.Set(p.Key, schema.ReadNumber(n.Get(p.Key)))
		}
	}
	if n.Has("dated") {
		list.Dated = schema.ReadText(n.Get("dated"))
	}
	return list
}
