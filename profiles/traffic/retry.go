package traffic

import "time"

// Retry says how the client of an entry tries a request again, in the words of
// the AWS SDKs.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
type Retry struct {
	Attempts int           // of one request at most, the first one among them
	Base     time.Duration // the wait before the second attempt; it doubles from one to the next; 0: nobody waits
	Max      time.Duration // of any wait
	Jitter   bool          // a wait is drawn from 0 to its length
	On       Trouble
}

// Trouble is a set of ends after which a request is tried again.
type Trouble uint8

// What a client can tell apart.
const (
	OnThrottle      Trouble = 1 << iota // 429
	OnError                             // 5xx, or no answer at all
	OnTimeout                           // the client's own limit
	OnFunctionError                     // X-Amz-Function-Error
)

// Troubles are the names of a profile for them, in the order of their bits.
var Troubles = []string{"throttle", "error", "timeout", "function_error"}

// The retries of an AWS SDK in its standard mode, which a profile has unless it
// says otherwise.
const (
	RetryAttempts = 3
	RetryBase     = time.Second
	RetryMax      = 20 * time.Second
	RetryOn       = OnThrottle | OnError | OnTimeout
)

// Has says whether a request is tried again after such an end.
func (t Trouble) Has(one Trouble) bool { return one != 0 && t&one == one }
