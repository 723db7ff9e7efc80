package shape_test

import (
	"encoding/json"
	"strings"
	"testing"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
)

// TestSettingsThatAreNotBuilt are refused unless they say the default.
func TestSettingsThatAreNotBuilt(t *testing.T) {
	for body, what := range map[string]string{
		`{"SnapStart":{"ApplyOn":"PublishedVersions"}}`: "SnapStart",
		`{"ImageConfig":{"Command":["a"]}}`:             "ImageConfig",
		`{"CapacityProviderConfig":{"A":1}}`:            "CapacityProviderConfig",
		`{"DurableConfig":{"A":1}}`:                     "DurableConfig",
		`{"TenancyConfig":{"A":1}}`:                     "TenancyConfig",
		`{"KMSKeyArn":"","Layers":[],"TracingConfig":{"Mode":"PassThrough"},"SnapStart":{"ApplyOn":"None"},
		  "LoggingConfig":{"LogFormat":"Text"},"VpcConfig":{"SubnetIds":[]},"FileSystemConfigs":[],"ImageConfig":{},
		  "DurableConfig":null}`: "",
	} {
		var s shape.Settings
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		_, err := s.Changes()
		switch {
		case what == "" && err != nil:
			t.Errorf("%s: %v", body, err)
		case what != "" && (err == nil || err.Status != 501 || !strings.Contains(err.Message, what+" is not built")):
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestOnlyWhatIsGivenChanges(t *testing.T) {
	var s shape.Settings
	if err := json.Unmarshal([]byte(`{"Timeout":9,"Environment":{"Variables":{}},"DeadLetterConfig":{"TargetArn":""}}`), &s); err != nil {
		t.Fatal(err)
	}
	ch, err := s.Changes()
	if err != nil || *ch.Timeout != 9 || ch.Memory != nil || ch.Runtime != nil || ch.Environment == nil || *ch.DeadLetter != "" {
		t.Errorf("%+v, %v", ch, err)
	}
}

func TestConfigurationOfAnImage(t *testing.T) {
	got := shape.Configuration(catalog.Configuration{FunctionName: "f", Settings: setting.Settings{Architecture: "arm64", Code: setting.ImageCode("repo:1")}})
	b, err := json.Marshal(got)
	if err != nil || got.PackageType != "Image" || strings.Contains(string(b), `"Runtime"`) || strings.Contains(string(b), `"Environment"`) {
		t.Errorf("%s, %v", b, err)
	}
}

func TestTimes(t *testing.T) {
	const ns = 1573686021479123456
	b, err := json.Marshal(shape.Epoch(ns))
	if got := shape.Millis(ns) + " " + shape.Seconds(ns) + " " + string(b); err != nil ||
		got != "2019-11-13T23:00:21.479+0000 2019-11-13T23:00:21+0000 1573686021.479" {
		t.Errorf("%s, %v", got, err)
	}
}
