package figure

// Function is how an entry's function is called where it has none.
func Function(name string) string {
	if name == "" {
		return "no function"
	}
	return name
}

// OrNothing is a text, or the word for none.
func OrNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
