package feed

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// readCSV reads RFC 4180 with a header; a byte order mark is left out.
func readCSV(b *builder, in io.Reader) error {
	r := csv.NewReader(unmarked(in))
	r.ReuseRecord = true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return lineOf(err)
	}
	columns := make([]string, len(head))
	for i, name := range head {
		columns[i] = strings.Clone(strings.TrimSpace(name))
	}
	if err := b.head(columns); err != nil {
		return err
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, csv.ErrFieldCount) {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %d fields, the header has %d", line, len(row), len(columns))
		}
		if err != nil {
			return lineOf(err)
		}
		for i, cell := range row {
			if !utf8.ValidString(cell) {
				line, _ := r.FieldPos(i)
				return fmt.Errorf("line %d: %s is not UTF-8", line, columns[i])
			}
			if err := b.cell(cell, false); err != nil {
				return err
			}
		}
	}
}

func lineOf(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d: %w", p.Line, p.Err)
	}
	return err
}

// unmarked leaves out a byte order mark.
func unmarked(in io.Reader) io.Reader {
	r := bufio.NewReader(in)
	if mark, err := r.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = r.Discard(3)
	}
	return r
}

// longestLine is the longest JSON line.
const longestLine = 16 << 20

// readLines reads one JSON object a line. The first one's keys are the columns;
// the others must have them too, and what they have beside them is left out.
func readLines(b *builder, in io.Reader) error {
	s := bufio.NewScanner(unmarked(in))
	s.Buffer(nil, longestLine)
	for n := 1; s.Scan(); n++ {
		line := bytes.TrimSpace(s.Bytes())
		if len(line) == 0 {
			continue
		}
		if err := b.line(line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a line is longer than %d MB", longestLine>>20)
	}
	return s.Err()
}

func (b *builder) line(line []byte) error {
	if !utf8.Valid(line) {
		return errors.New("it is not UTF-8")
	}
	if b.t.columns == nil {
		columns, err := keysOf(line)
		if err != nil {
			return err
		}
		if err := b.head(columns); err != nil {
			return err
		}
	}
	var row map[string]json.RawMessage
	if err := json.Unmarshal(line, &row); err != nil {
		return fmt.Errorf("it is no JSON object: %w", err)
	}
	for _, c := range b.t.columns {
		raw, ok := row[c]
		if !ok {
			return fmt.Errorf("there is no %s, which the first line has", c)
		}
		text, literal := string(raw), true
		if raw[0] == '"' {
			literal = false
			if err := json.Unmarshal(raw, &text); err != nil {
				return err
			}
		}
		if err := b.cell(text, literal); err != nil {
			return err
		}
	}
	return nil
}

// keysOf are an object's keys in the order written.
func keysOf(line []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it is no JSON object")
	}
	var keys []string
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return nil, err
		}
		keys = append(keys, t.(string)) // an object's keys are strings
	}
	if len(keys) == 0 {
		return nil, errors.New("the object is empty")
	}
	return keys, nil
}
