package sqs

import "squall/standin/queue"

type batchOutput struct {
	Successful []doneEntry   `json:",omitempty"`
	Failed     []failedEntry `json:",omitempty"`
}

// doneEntry is one entry of a batch, of which there is no more to say.
type doneEntry struct {
	ID string `json:"Id"`
}

// batch does something with each entry of a batch by itself; ids are theirs.
func (h *handler) batch(c caller, url string, ids []string, do func(q *queue.Queues, now int64, id queue.ID, entry int) error) (any, error) {
	id, err := c.byURL(url)
	if err != nil {
		return nil, err
	}
	var out batchOutput
	err = h.with(func(now int64, q *queue.Queues) error {
		if err := q.CheckBatch(id, ids, 0); err != nil {
			return err
		}
		for i := range ids {
			if err := do(q, now, id, i); err != nil {
				out.Failed = append(out.Failed, failed(ids[i], err))
				continue
			}
			out.Successful = append(out.Successful, doneEntry{ids[i]})
		}
		return nil
	})
	return out, err
}
