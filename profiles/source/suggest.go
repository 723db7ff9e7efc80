package source

import "strings"

// Suggest says which of the known words is meant, or lists them when none is
// near; "" when there are none.
func Suggest(word string, known []string) string {
	if near := Nearest(word, known); near != "" || len(known) == 0 {
		return near
	}
	return ", known: " + enumerate(known)
}

// Nearest says which of the known words is meant; "" when none is near.
func Nearest(word string, known []string) string {
	const longest = 64 // letters of a word that is worth comparing
	best, distance := "", 0
	if len(word) > longest {
		return ""
	}
	for _, k := range known {
		if d := edits(strings.ToLower(word), strings.ToLower(k)); best == "" || d < distance {
			best, distance = k, d
		}
	}
	if best == "" || distance > max(1, len(best)/3) {
		return ""
	}
	return ", did you mean " + best + "?"
}

func enumerate(words []string) string {
	const shown = 20
	if len(words) > shown {
		words = append(words[:shown:shown], "...")
	}
	return strings.Join(words, ", ")
}

// edits is the number of letters to insert, delete, replace or swap with
// their neighbour to make a into b.
func edits(a, b string) int {
	before, prev, row := []int(nil), []int(nil), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, prev, row = prev, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
