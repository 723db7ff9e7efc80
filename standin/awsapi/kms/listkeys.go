package kms

func listKeys(c *call, in *page) (any, error) {
	type entry struct {
		KeyArn string
		KeyID  string `json:"KeyId"`
	}
	part, next, err := paged(*in, c.keys.List(c.now, c.place), 100)
	if err != nil {
		return nil, err
	}
	out := []entry{}
	for _, k := range part {
		out = append(out, entry{KeyArn: k.ARN(), KeyID: k.ID})
	}
	return listing("Keys", out, next), nil
}

// listing is a page of a list, with what leads to the next.
func listing(name string, part any, next string) map[string]any {
	out := map[string]any{name: part, "Truncated": next != ""}
	if next != "" {
		out["NextMarker"] = next
	}
	return out
}
