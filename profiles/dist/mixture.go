package dist

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Part is one part of a mixture: a share of all times comes from Of.
type Part struct {
	Share float64
	Of    Dist
}

// parts are those of a mixture, with the shares of all before each.
type parts struct {
	list  []Part
	below []float64
}

// Mixture takes each time from one of several distributions, which have
// shares that come to 1: a body and a tail, or two modes.
func Mixture(list []Part) (Dist, error) {
	if len(list) < 2 {
		return Dist{}, errors.New("mixture: there must be two parts or more, as in [{share: 99%, of: {constant: 7ms}}, {share: 1%, of: {constant: 60ms}}]")
	}
	m := &parts{list: slices.Clone(list)}
	sum := 0.0
	for i, p := range list {
		if !(p.Share > 0 && p.Share < 1) {
			return Dist{}, fmt.Errorf("mixture: the share %s of part %d is not allowed; it must be between 0%% and 100%%", percent(p.Share), i+1)
		}
		if p.Of.kind == none || p.Of.kind == mixture {
			return Dist{}, fmt.Errorf("mixture: part %d must be a distribution, and no mixture itself", i+1)
		}
		m.below = append(m.below, sum)
		sum += p.Share
	}
	if sum < 1-1e-9 || sum > 1+1e-9 {
		return Dist{}, fmt.Errorf("mixture: the shares come to %s; they must come to 100%%", percent(sum))
	}
	return Dist{kind: mixture, mix: m}, nil
}

// draw lets one uniform number choose the part, and the place within it.
func (m *parts) draw(u float64) float64 {
	i := 0
	for i+1 < len(m.below) && u >= m.below[i+1] {
		i++ // the first part is the largest as a rule
	}
	const lo, hi = 0x1p-53, 1 - 0x1p-53
	return m.list[i].Of.inside(max(lo, min((u-m.below[i])/m.list[i].Share, hi)))
}

// quantile searches the time that a share u of all times does not exceed. It
// is for those who look at a distribution; draws do not need it.
func (m *parts) quantile(u float64) time.Duration {
	lo, hi := Longest, time.Duration(0)
	for _, p := range m.list {
		at := p.Of.Quantile(u)
		lo, hi = min(lo, at), max(hi, at)
	}
	for hi-lo > time.Microsecond {
		mid := lo + (hi-lo)/2
		if m.share(mid) >= u {
			hi = mid
		} else {
			lo = mid
		}
	}
	return whole(float64(hi))
}

// share is how many of all times are at most d.
func (m *parts) share(d time.Duration) float64 {
	sum := 0.0
	for _, p := range m.list {
		lo, hi := 0.0, 1.0
		for range 60 {
			mid := (lo + hi) / 2
			if p.Of.Quantile(mid) <= d {
				lo = mid
			} else {
				hi = mid
			}
		}
		sum += float64(p.Share * lo)
	}
	return sum
}

func (m *parts) mean() time.Duration {
	sum := 0.0
	for _, p := range m.list {
		sum += float64(p.Share * float64(p.Of.Mean()))
	}
	return whole(sum)
}

func (m *parts) scale(f float64) Dist {
	list := slices.Clone(m.list)
	for i := range list {
		list[i].Of = list[i].Of.Scale(f)
	}
	return Must(Mixture(list))
}

// String writes the parts as a profile would.
func (m *parts) String() string {
	s := "{mixture: ["
	for i, p := range m.list {
		if i > 0 {
			s += ", "
		}
		s += "{share: " + percent(p.Share) + ", of: " + p.Of.String() + "}"
	}
	return s + "]}"
}

// partText is a part as JSON.
type partText struct {
	Share float64 `json:"share"`
	Of    Dist    `json:"of"`
}

// MarshalJSON writes the list of parts.
func (m *parts) MarshalJSON() ([]byte, error) {
	out := make([]partText, len(m.list))
	for i, p := range m.list {
		out[i] = partText(p)
	}
	return json.Marshal(map[string][]partText{"mixture": out})
}

func parseMixture(body json.RawMessage) (Dist, error) {
	var list []partText
	if err := json.Unmarshal(body, &list); err != nil {
		return Dist{}, err
	}
	out := make([]Part, len(list))
	for i, p := range list {
		out[i] = Part(p)
	}
	return Mixture(out)
}

// percent moves the point of the shortest decimal, which is exact.
func percent(share float64) string {
	text, err := strconv.ParseFloat(strconv.FormatFloat(share, 'f', -1, 64)+"e2", 64)
	if err != nil {
		return strconv.FormatFloat(share, 'g', -1, 64)
	}
	return strconv.FormatFloat(text, 'f', -1, 64) + "%"
}
