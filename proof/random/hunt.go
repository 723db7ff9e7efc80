package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"squall/proof/check"
	"squall/proof/scene"
	"squall/proof/trial"
)

// tally is what all workers have done together.
type tally struct {
	mu     sync.Mutex
	next   uint64
	scenes int
	counts check.Counts
	found  uint64 // the lowest seed that is wrong; 0: none
	wrong  []string
}

// hunt plays seeds until one is wrong. On any number of cores it finds the
// lowest.
func hunt(o options, out, diag io.Writer) int {
	began := time.Now()
	t := &tally{next: o.start}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				seed, ok := t.take(o, began, diag)
				if !ok {
					return
				}
				s := scene.Invent(seed)
				t.add(seed, play(&s))
			}
		})
	}
	workers.Wait()
	c := t.counts
	fmt.Fprintf(out, "%d scenes from seed %d on, in %.1f s\n%d requests, %d of them refused; %d changes of settings\n"+
		"%d runs, %d cold starts; %d attempts of events were refused\n%d placements and refusals were foretold\n",
		t.scenes, o.start, time.Since(began).Seconds(), c.Requests, c.Refused, c.Changes, c.Runs, c.Colds, c.Held, c.Foretold)
	if t.found == 0 {
		fmt.Fprintln(out, "nothing is wrong")
		return exitClean
	}
	return tell(t, o, out, diag)
}

// take gives the next seed.
func (t *tally) take(o options, began time.Time, diag io.Writer) (uint64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	over := o.until == 0 && t.next-o.start >= o.seeds || o.until > 0 && time.Since(began) >= o.until
	if t.found != 0 || over {
		return 0, false
	}
	if n := t.next - o.start; n > 0 && n%1000 == 0 {
		fmt.Fprintf(diag, "random: %d scenes, nothing wrong\n", n)
	}
	t.next++
	return t.next - 1, true
}

func (t *tally) add(seed uint64, o trial.Outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.scenes++
	t.counts.Add(o.Counts)
	if len(o.Wrong) > 0 && (t.found == 0 || seed < t.found) {
		t.found, t.wrong = seed, o.Wrong
	}
}

// play plays a scene. One that cannot be read is as wrong as can be.
func play(s *scene.Scene) trial.Outcome {
	o, err := trial.Run(s.Text())
	if err != nil {
		o.Wrong = []string{"no profile: " + err.Error()}
	}
	return o
}

// tell shows what is wrong with a seed, and makes it small.
func tell(t *tally, o options, out, diag io.Writer) int {
	fmt.Fprintf(out, "WRONG  seed %d\n", t.found)
	list(out, t.wrong)
	s := scene.Invent(t.found)
	small, tries := scene.Shrink(s, o.shrink, func(c *scene.Scene) bool {
		got, err := trial.Run(c.Text())
		return err == nil && len(got.Wrong) > 0
	})
	text := small.Text()
	name := filepath.Join(o.out, fmt.Sprintf("wrong-%d.yaml", t.found))
	fmt.Fprintf(out, "made smaller in %d tries:\n%s", tries, text)
	list(out, play(&small).Wrong)
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		fmt.Fprintf(diag, "random: %v\n", err)
	} else {
		fmt.Fprintf(out, "again: go run ./proof/random -replay %s\n", name)
	}
	fmt.Fprintf(out, "as it was: go run ./proof/random -seed %d\n", t.found)
	return exitFound
}

func list(out io.Writer, wrong []string) {
	const most = 8
	for _, w := range wrong[:min(len(wrong), most)] {
		fmt.Fprintf(out, "  %s\n", w)
	}
	if len(wrong) > most {
		fmt.Fprintf(out, "  and %d more\n", len(wrong)-most)
	}
}

// single plays one seed.
func single(seed uint64, out io.Writer) int {
	s := scene.Invent(seed)
	fmt.Fprint(out, s.Text())
	return verdict(play(&s), out)
}

// replay plays a file.
func replay(name string, out, diag io.Writer) int {
	text, err := os.ReadFile(name)
	if err != nil {
		fmt.Fprintf(diag, "random: %v\n", err)
		return exitUsage
	}
	o, err := trial.Run(string(text))
	if err != nil {
		fmt.Fprintf(diag, "random: %v\n", err)
		return exitUsage
	}
	return verdict(o, out)
}

func verdict(o trial.Outcome, out io.Writer) int {
	if len(o.Wrong) == 0 {
		fmt.Fprintf(out, "%d hits, nothing is wrong\n", o.Hits)
		return exitClean
	}
	fmt.Fprintln(out, "WRONG")
	list(out, o.Wrong)
	return exitFound
}
