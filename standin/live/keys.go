package live

import (
	"context"
	"errors"

	"squall/standin/catalog"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/keys"
)

// Keys runs f with the keys on the owner goroutine; not at all once the loop
// has stopped.
func (l *Loop) Keys(f func(now int64, k *keys.Keys)) {
	_ = l.do(context.Background(), func(now int64) {
		l.kept.Touched = true
		f(now, l.keys)
		l.bar(now)
	})
}

// grant lets Lambda use a key for a function's role.
func (l *Loop) grant(place record.Key, key, role, function string) *catalog.Error {
	_, err := l.keys.GrantToLambda(l.now(), keys.Place{Account: place.Account, Region: place.Region}, key, role, function)
	var refused *keys.Error
	if errors.As(err, &refused) {
		return refuse.KeyUnusable(keys.Code(refused.Kind), refused.Message)
	}
	return nil
}

// reasons are what an invoke is refused with for each trouble with a key.
var reasons = map[keys.Trouble]core.Reason{
	keys.NoTrouble:       core.NoReason,
	keys.KMSAccessDenied: core.KMSAccessDeniedException,
	keys.KMSDisabled:     core.KMSDisabledException,
	keys.KMSInvalidState: core.KMSInvalidStateException,
	keys.KMSNotFound:     core.KMSNotFoundException,
}

// bar tells the rule book which versions can start environments, after
// anything that may have changed it.
func (l *Loop) bar(now int64) {
	l.catalog.Keyed(func(fn int32, version core.Qual, s *setting.Settings) {
		l.catalog.Bar(fn, version, reasons[l.keys.ForLambda(now, s.KMSKey, s.Role)])
	})
}
