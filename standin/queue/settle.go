package queue

import "strconv"

const maxVisibility = 43_200 // seconds

func checkVisibility(seconds int64) error {
	if seconds < 0 || seconds > maxVisibility {
		return badValue(strconv.FormatInt(seconds, 10), "VisibilityTimeout", "Must be between 0 and 43200.")
	}
	return nil
}

// DeleteMessage removes the message a receipt handle came from. Deleting it
// again is no error; neither is an older handle of a message that was received
// since, which is then left alone.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (s *Queues) DeleteMessage(now int64, id ID, handle string) error {
	q, err := s.enter(now, id)
	if err != nil {
		return err
	}
	seq, receipt, err := q.read(handle)
	if err != nil {
		return err
	}
	if m, ok := q.messages[seq]; ok && m.receipt == receipt {
		s.drop(m)
	}
	return nil
}

// ChangeVisibility hides a message that is in flight for some seconds from
// now; zero makes it visible at once.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (s *Queues) ChangeVisibility(now int64, id ID, handle string, seconds int) error {
	q, err := s.enter(now, id)
	if err != nil {
		return err
	}
	if err := checkVisibility(int64(seconds)); err != nil {
		return err
	}
	seq, receipt, err := q.read(handle)
	if err != nil {
		return err
	}
	m, ok := q.messages[seq]
	if !ok || m.receipt != receipt {
		return badValue(handle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.")
	}
	if m.state != inFlight {
		return refuse(MessageNotInflight, "The specified message isn't in flight.")
	}
	if now+int64(seconds)*second-m.takenAt > maxVisibility*second {
		return badValue(strconv.Itoa(seconds), "VisibilityTimeout", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].")
	}
	s.withdraw(m)
	s.hide(now, m, inFlight, int64(seconds))
	return nil
}

// read checks that a receipt handle is one of this queue.
func (q *queue) read(handle string) (seq uint64, receipt uint32, err error) {
	number, seq, receipt, ok := parseHandle(handle)
	if !ok || number != q.number {
		return 0, 0, refuse(ReceiptHandleIsInvalid, `The input receipt handle "`+handle+`" is not a valid receipt handle.`)
	}
	return seq, receipt, nil
}
