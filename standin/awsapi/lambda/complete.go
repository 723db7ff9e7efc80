package lambda

import (
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/layer"
	"squall/standin/catalog/setting"
)

// complete adds the changes that only who has the catalog can make: layers are
// looked up, and half of a place in a network is put together with the other.
func complete(c *catalog.Catalog, ref catalog.Ref, in *shape.Settings, ch *setting.Changes) *catalog.Error {
	var now setting.Network
	if cfg, err := c.Configuration(catalog.Ref{Account: ref.Account, Region: ref.Region, Name: ref.Name}); err == nil {
		now = cfg.Network
	}
	if in.VpcConfig != nil || in.FileSystemConfigs != nil {
		ch.Network = new(in.Network(now))
	}
	if in.Layers == nil {
		return nil
	}
	k := c.Key(ref.Account, ref.Region)
	var err *catalog.Error
	ch.Layers, err = c.Layers().Attach(layer.Place{Account: k.Account, Region: k.Region}, in.Layers)
	return err
}
