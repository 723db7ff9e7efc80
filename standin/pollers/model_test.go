package pollers

import (
	"fmt"
	"testing"

	"squall/standin/queue"

	"pgregory.net/rapid"
)

// TestNothingIsLost: whatever functions answer, a message goes only when it was
// dealt with and is else in one of the queues, and there are never more batches
// at a time than there may be.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.SampledFrom([]int{0, 2, 3}).Draw(rt, "most")
		x := newTester(t, Settings{Enabled: true, BatchSize: rapid.IntRange(1, 12).Draw(rt, "size"), Window: 1,
			ReportFailures: true, MaxConcurrency: most})
		x.until(3 * second)
		sent, deleted := 0, 0
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				x.send(fmt.Sprint(sent))
				sent++
			case 2:
				x.until(x.now + int64(rapid.IntRange(1, 20_000).Draw(rt, "ms"))*1e6)
			default:
				if len(x.calls) == 0 {
					continue
				}
				list := records(t, x.calls[0].Payload)
				end, answer, some := Ending(rapid.IntRange(0, 2).Draw(rt, "end")), "{}", ""
				if rapid.Bool().Draw(rt, "some") {
					some = list[0]["messageId"].(string)
					answer = `{"batchItemFailures":[{"itemIdentifier":"` + some + `"}]}`
				}
				before := x.count(work) + x.count(dead)
				x.end(end, answer)
				gone := before - x.count(work) - x.count(dead)
				switch {
				case end != Answered && gone != 0, gone < 0, gone > len(list), some != "" && gone == len(list):
					rt.Fatalf("of %d messages %d went after ending %d with %s", len(list), gone, end, answer)
				}
				deleted += gone
			}
			if n := len(x.p.mappings[0].waiting) + len(x.calls); n > mostPollers || most > 0 && n > most {
				rt.Fatalf("%d batches at a time, may be %d", n, most)
			}
			if have := x.count(work) + x.count(dead); have != sent-deleted {
				rt.Fatalf("%d messages were sent, %d are deleted and %d there", sent, deleted, have)
			}
		}
	})
}

func (x *tester) count(id queue.ID) int {
	n := 0
	list, err := x.queues.Attributes(x.now, id)
	x.ok(err)
	for _, a := range list[:3] {
		var v int
		if _, err := fmt.Sscan(a.Value, &v); err != nil {
			x.Fatal(err)
		}
		n += v
	}
	return n
}
