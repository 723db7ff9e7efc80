package elbv2

import (
	"strconv"

	"squall/standin/balance"
)

// multiValue is the one attribute of target groups of functions.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
const multiValue = "lambda.multi_value_headers.enabled"

type attribute struct{ Key, Value string }

type attributesInput struct {
	TargetGroupArn string
	Attributes     []attribute
}

type attributesOutput struct{ Attributes []attribute }

func attributesOf(g *balance.Group) []attribute {
	return []attribute{{multiValue, strconv.FormatBool(g.MultiValue)}}
}
