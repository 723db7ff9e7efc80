package eventinvoke

import (
	"testing"

	"squall/standin/core"
)

func TestOneSettingForEachQualifier(t *testing.T) {
	one, live := core.Qual{Kind: core.Number, N: 1}, core.Qual{Kind: core.Alias, N: 1}
	var l List
	l.Drop(one)
	l.Put(Setting{Qual: one, Retries: 1, MaxAge: 60})
	l.Put(Setting{Qual: live, Retries: 0, MaxAge: 70})
	l.Put(Setting{Qual: one, Retries: 0, MaxAge: 80})
	if len(l) != 2 || l.Of(one).MaxAge != 80 || l.Of(live).MaxAge != 70 {
		t.Errorf("%+v", l)
	}
	l.Drop(one)
	if got := l.Of(one); got != (Setting{Qual: one, Retries: 2, MaxAge: 21600e9}) || len(l) != 1 {
		t.Errorf("%+v of %+v", got, l)
	}
}
