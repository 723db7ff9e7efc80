package design

import (
	"testing"

	"squall/profiles"
)

func TestVaries(t *testing.T) {
	world := func(counts ...int) profiles.Arm {
		f := profiles.Function{Name: "f"}
		for _, n := range counts {
			f.Provisioned = append(f.Provisioned, profiles.Provisioned{Qualifier: "live", Count: n})
		}
		return profiles.Arm{World: profiles.World{Functions: []profiles.Function{f}}}
	}
	live := []string{"functions.f.provisioned.live"}
	tests := []struct {
		name   string
		varied []string
		arms   []profiles.Arm
		want   string
	}{
		{"from none", live, []profiles.Arm{world(), world(60)}, "60 provisioned environments"},
		{"one", live, []profiles.Arm{world(), world(1)}, "1 provisioned environment"},
		{"from some", live, []profiles.Arm{world(10), world(60)}, "60 provisioned environments instead of 10"},
		{"the whole map", []string{"functions.f.provisioned"}, []profiles.Arm{world(), world(2, 3)}, "5 provisioned environments"},
		{"fewer", live, []profiles.Arm{world(60), world(10)}, ""},
		{"more than that differs", []string{"functions.f.memory", live[0]}, []profiles.Arm{world(), world(60)}, ""},
		{"reserved", []string{"functions.f.reserved"}, []profiles.Arm{world(), world()}, ""},
		{"equal arms", nil, []profiles.Arm{world(5), world(5)}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &profiles.Plan{Varied: test.varied, Arms: test.arms}
			if got := Varies(p, 1); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := Varies(p, 0); got != "" {
				t.Errorf("the first arm is compared with itself: %q", got)
			}
		})
	}
}
