package screen

import (
	"io"
	"time"

	"squall/analyze/glance"
	"squall/attack"
	"squall/reports/live"

	tea "charm.land/bubbletea/v2"
)

// Dash shows a run on several lines of a terminal, and listens to its keys.
type Dash struct {
	program *tea.Program
	ended   chan struct{}
}

// Dash takes the screen over until it is Done. Figures are asked for the state
// of the run; stop is called for q and Ctrl-C, the second time with the terminal
// given back, since the process may leave at once then.
func (s *Screen) Dash(in io.Reader, title string, color bool, figures func() (glance.Now, attack.Progress), stop func()) *Dash {
	m := &model{d: &live.Dashboard{Title: title, Color: color}, began: s.began}
	m.state = func() (live.Update, glance.Now) {
		n, p := figures()
		return s.update(p), n
	}
	d := &Dash{ended: make(chan struct{})}
	d.program = tea.NewProgram(m, tea.WithInput(in), tea.WithOutput(s.w), tea.WithoutSignalHandler())
	m.stop = func(again bool) {
		if !again {
			stop()
			return
		}
		go func() { // its own loop must go on for that
			_ = d.program.ReleaseTerminal()
			stop()
		}()
	}
	go func() {
		defer close(d.ended)
		_, _ = d.program.Run() // without it the run goes on, unseen
	}()
	return d
}

// Done gives the terminal back.
func (d *Dash) Done() {
	d.program.Send(over{})
	<-d.ended
}

// model is the dashboard as bubbletea wants it.
type model struct {
	d     *live.Dashboard
	began time.Time
	state func() (live.Update, glance.Now)
	stop  func(again bool)
	asked int
	width int
	gone  bool
}

type tick time.Time

// over says that the run has ended.
type over struct{}

func next() tea.Cmd {
	return tea.Tick(200*time.Millisecond, func(t time.Time) tea.Msg { return tick(t) })
}

// Init implements tea.Model.
func (m *model) Init() tea.Cmd { return next() }

// Update implements tea.Model.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width = msg.Width
	case tick:
		u, n := m.state()
		m.d.Show(time.Time(msg).Sub(m.began), u, n)
		return m, next()
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q", "Q", "ctrl+c":
			m.asked++
			m.d.Stopping()
			m.stop(m.asked > 1)
		}
	case over:
		m.gone = true
		return m, tea.Quit
	}
	return m, nil
}

// View implements tea.Model: nothing once the run is over, so that the report
// has the terminal to itself.
func (m *model) View() tea.View {
	if m.gone || m.width == 0 {
		return tea.NewView("")
	}
	return tea.NewView(m.d.View(m.width))
}
