package screen

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"squall/analyze/glance"
	"squall/attack"
	"squall/profiles"
	"squall/reports/live"

	tea "charm.land/bubbletea/v2"
)

func TestDashboardKeys(t *testing.T) {
	var asked []bool
	m := &model{d: &live.Dashboard{Title: "squall x"}, stop: func(again bool) { asked = append(asked, again) }}
	m.state = func() (live.Update, glance.Now) {
		return live.Update{Phase: "load", Sent: 3, Elapsed: time.Second}, glance.Now{}
	}
	send := func(msg tea.Msg) tea.Cmd {
		_, cmd := m.Update(msg)
		return cmd
	}
	if text := m.View().Content; text != "" {
		t.Errorf("a terminal of unknown width shows %q", text)
	}
	send(tea.WindowSizeMsg{Width: 80, Height: 24})
	if send(tick(time.Unix(0, 0))) == nil {
		t.Error("there is no next tick")
	}
	if text := m.View().Content; !strings.Contains(text, "3 sent") || !strings.Contains(text, "q stops") {
		t.Errorf("%s", text)
	}
	for _, key := range []tea.KeyPressMsg{{Code: 'x', Text: "x"}, {Code: 'q', Text: "q"}, {Code: 'c', Mod: tea.ModCtrl}} {
		send(key)
	}
	if len(asked) != 2 || asked[0] || !asked[1] || !strings.Contains(m.View().Content, "stopping") {
		t.Errorf("asked to stop: %v", asked)
	}
	if send(over{}) == nil || m.View().Content != "" {
		t.Errorf("a run that is over leaves %q", m.View().Content)
	}
}

// q reaches the run through bubbletea, and Done waits until the terminal is
// given back.
func TestDashboardRuns(t *testing.T) {
	stopped := make(chan struct{})
	in, keys := io.Pipe()
	s := New(&bytes.Buffer{}, true, 80, time.Now(), &profiles.Plan{})
	d := s.Dash(in, "squall x", false, func() (glance.Now, attack.Progress) { return glance.Now{}, attack.Progress{} }, func() { close(stopped) })
	go func() { _, _ = keys.Write([]byte("q")) }()
	<-stopped
	d.Done()
	_ = keys.Close()
}
