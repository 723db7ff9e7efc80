package proc

import "sync"

// maxOutput is how much is kept of what a process writes in one go.
const maxOutput = 256 << 10

// output keeps the end of what a process writes until it is taken.
type output struct {
	mu   sync.Mutex
	text []byte
	more func() // reads what has been written and not read; the lock is held
}

// Write implements io.Writer; it never fails.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.add(b)
	return len(b), nil
}

func (o *output) add(b []byte) {
	o.text = append(o.text, b...)
	if over := len(o.text) - maxOutput; over > 0 {
		o.text = append(o.text[:0], o.text[over:]...)
	}
}

// take is everything that the process had written before this call.
func (o *output) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.more != nil {
		o.more()
	}
	out := o.text
	o.text = nil
	return out
}
