package depot

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"squall/attack/apierr"
)

// longest is the most bytes of a parameter that costs nothing.
// https://docs.aws.amazon.com/general/latest/gr/ssm.html
const longest = 4 << 10

// parameters keeps texts as parameters, those that grow in parts: name/00000,
// name/00001 and so on. Nobody could tell runs that are over from others among
// an account's few parameters, so theirs are deleted.
type parameters struct {
	ssm    *ssm.Client
	path   string // ends with a slash
	before map[string][]string
}

func newParameters(cfg aws.Config, path string) *parameters {
	return &parameters{ssm.NewFromConfig(cfg), path, map[string][]string{}}
}

// escaped keeps two braces in a text of JSON apart, which no value may have: they
// stand in strings alone.
func escaped(text []byte) string {
	return strings.ReplaceAll(string(text), "{{", `{\u007b`)
}

func (p *parameters) put(ctx context.Context, name, value string, overwrite bool) error {
	_, err := p.ssm.PutParameter(ctx, &ssm.PutParameterInput{Name: aws.String(p.path + name), Value: &value, Type: types.ParameterTypeString, Overwrite: &overwrite})
	return err
}

// Create implements store.
func (p *parameters) Create(ctx context.Context, name string, text []byte) (bool, error) {
	err := p.put(ctx, name, escaped(text), false)
	if apierr.Code(err) == "ParameterAlreadyExists" {
		return true, nil
	}
	return false, err
}

// Put implements store.
func (p *parameters) Put(ctx context.Context, name string, text []byte) error {
	return p.put(ctx, name, escaped(text), true)
}

// Append implements store. A part that has not changed is not written again,
// and the later one is written last: what is there is always a beginning of the
// text.
func (p *parameters) Append(ctx context.Context, name string, text []byte) error {
	old, now := p.before[name], cut(escaped(text))
	for n, part := range now {
		if n < len(old) && old[n] == part {
			continue
		}
		if err := p.put(ctx, fmt.Sprintf("%s/%05d", name, n), part, true); err != nil {
			return err
		}
	}
	p.before[name] = now
	return nil
}

// cut cuts a text into parts of whole characters, the same ones however long
// the text becomes; only the last may grow.
func cut(text string) (parts []string) {
	for len(text) > longest {
		end := longest
		for !utf8.RuneStart(text[end]) {
			end--
		}
		parts, text = append(parts, text[:end]), text[end:]
	}
	if text == "" {
		return parts
	}
	return append(parts, text)
}

// Get implements store.
func (p *parameters) Get(ctx context.Context, name string) ([]byte, error) {
	out, err := p.ssm.GetParameter(ctx, &ssm.GetParameterInput{Name: aws.String(p.path + name)})
	switch {
	case err == nil:
		return []byte(aws.ToString(out.Parameter.Value)), nil
	case apierr.Code(err) != "ParameterNotFound":
		return nil, err
	}
	names, values, err := p.parts(ctx, name)
	if len(names) == 0 || err != nil {
		return nil, err
	}
	return []byte(strings.Join(values, "")), nil
}

// parts are those of a text that grows, in their order.
func (p *parameters) parts(ctx context.Context, name string) (names, values []string, err error) {
	pages := ssm.NewGetParametersByPathPaginator(p.ssm, &ssm.GetParametersByPathInput{Path: aws.String(p.path + name)})
	by := map[string]string{}
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, nil, err
		}
		for _, one := range page.Parameters {
			by[aws.ToString(one.Name)] = aws.ToString(one.Value)
		}
	}
	for n := range len(by) {
		at := fmt.Sprintf("%s%s/%05d", p.path, name, n)
		value, ok := by[at]
		if !ok {
			return nil, nil, fmt.Errorf("parameter %s is missing, and others of its text are there", at)
		}
		names, values = append(names, at), append(values, value)
	}
	return names, values, nil
}

// Delete implements store.
func (p *parameters) Delete(ctx context.Context, name string) error {
	return p.remove(ctx, p.path+name)
}

func (p *parameters) remove(ctx context.Context, name string) error {
	_, err := p.ssm.DeleteParameter(ctx, &ssm.DeleteParameterInput{Name: &name})
	if apierr.Code(err) == "ParameterNotFound" {
		return nil
	}
	return err
}

// Ended implements store.
func (p *parameters) Ended(ctx context.Context, name string) error {
	names, _, err := p.parts(ctx, name)
	for i := len(names) - 1; err == nil && i >= 0; i-- { // the last first: a beginning is left
		err = p.remove(ctx, names[i])
	}
	delete(p.before, name)
	return err
}
