package keys

import "time"

const day = int64(24 * time.Hour)

// The waiting period before a deletion, in days.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
const (
	minWindow     = 7
	maxWindow     = 30
	defaultWindow = 30
)

// SetEnabled enables or disables a key; one that waits for its deletion can be
// neither.
func (s *Keys) SetEnabled(k *Key, on bool) error {
	if k.State == PendingDeletion {
		return refuse(InvalidState, "%s is pending deletion.", k.ARN())
	}
	k.State = Disabled
	if on {
		k.State = Enabled
	}
	s.changes++
	return nil
}

// ScheduleDeletion lets a key be deleted after a number of days; 0 days are
// the default.
func (s *Keys) ScheduleDeletion(now int64, k *Key, days int) error {
	if days == 0 {
		days = defaultWindow
	}
	if days < minWindow || days > maxWindow {
		return refuse(Validation, "PendingWindowInDays must be between %d and %d.", minWindow, maxWindow)
	}
	if k.State == PendingDeletion {
		return refuse(InvalidState, "%s is pending deletion.", k.ARN())
	}
	k.State, k.deletion = PendingDeletion, now+int64(days)*day
	k.DeletionAt = s.time(k.deletion)
	s.changes++
	return nil
}

// CancelDeletion keeps a key, disabled.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
func (s *Keys) CancelDeletion(k *Key) error {
	if k.State != PendingDeletion {
		return refuse(InvalidState, "%s is not pending deletion.", k.ARN())
	}
	k.State, k.deletion, k.DeletionAt = Disabled, 0, time.Time{}
	s.changes++
	return nil
}

// Describe changes the description of a key.
func (s *Keys) Describe(k *Key, text string) error {
	if len(text) > maxDescription {
		return tooLong("description", maxDescription)
	}
	if k.State == PendingDeletion {
		return refuse(InvalidState, "%s is pending deletion.", k.ARN())
	}
	k.Description = text
	return nil
}

// usable says why a key cannot encrypt or decrypt now.
func (k *Key) usable() error {
	switch k.State {
	case Disabled:
		return refuse(IsDisabled, "%s is disabled.", k.ARN())
	case PendingDeletion:
		return refuse(InvalidState, "%s is pending deletion.", k.ARN())
	}
	return nil
}
