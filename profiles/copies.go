package profiles

// The kinds of changes by which a version is published a second time, in an
// account where versions are published from $LATEST alone. What takes it back
// tolerates that it never began, or ended half way.
const (
	PutCopy    ChangeKind = "PutCopy"    // Version, Alias, Nonce: a copy takes the version's name
	DeleteCopy ChangeKind = "DeleteCopy" // Copy, Nonce: $LATEST is what it was, and the copy is gone
)

// Copy is what $LATEST was before a version was copied through it, and what it
// was meanwhile. Settings are known by a hash: they may hold secrets.
type Copy struct {
	From                 string // number of the version
	WasCode, WasSettings string
	IsCode, IsSettings   string
	Description          string // before; meanwhile it is the run's
}
