package page

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math"

	"squall/analyze/picture"
)

// What a heat map may hold: a result that was edited could ask for more.
const (
	maxBands   = 100
	maxColumns = 200
)

// heatmap paints a heat map as a picture with a pixel for each count, which the
// chart stretches; end is where its last column ends. Colours are shades of one
// that stands out on light and dark alike.
func heatmap(h *picture.Heat) (text string, end float64) {
	bands, most, last := len(h.EdgesMs)-1, uint64(0), 0
	if !(h.BinS > 0) || bands > maxBands {
		return "", 0
	}
	for _, c := range h.Columns {
		last = max(last, int(math.Round(min(max(c.T, 0)/h.BinS, maxColumns))))
		for _, n := range c.Counts {
			most = max(most, n)
		}
	}
	if most == 0 || last >= maxColumns {
		return "", 0
	}
	img := image.NewPaletted(image.Rect(0, 0, last+1, bands), shades())
	for _, c := range h.Columns {
		x := int(math.Round(max(c.T, 0) / h.BinS))
		for i, n := range c.Counts {
			if band := c.First + i; n > 0 && band >= 0 && band < bands {
				img.SetColorIndex(x, bands-1-band, shade(n, most))
			}
		}
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.NoCompression} // the same bytes from every version of Go
	if err := e.Encode(&b, img); err != nil {
		return "", 0
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), float64(h.BinS * float64(last+1))
}

const levels = 16

// shade is the level of a count: one request shows, and each further level is
// the same factor more.
func shade(n, most uint64) uint8 {
	if n == most {
		return levels - 1
	}
	share := math.Log(float64(n)) / math.Log(float64(most))
	return uint8(3 + min(int(share*(levels-4)), levels-4))
}

func shades() color.Palette {
	p := make(color.Palette, levels)
	for i := range p {
		p[i] = color.NRGBA{R: 0x3b, G: 0x82, B: 0xf6, A: uint8(i * 255 / (levels - 1))}
	}
	return p
}
