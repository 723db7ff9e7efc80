package apigateway

import (
	"cmp"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

// domain: https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html
type domain struct {
	Name        string       `json:"domainName"`
	Status      string       `json:"domainNameStatus"`
	Endpoint    endpointType `json:"endpointConfiguration"`
	Certificate string       `json:"regionalCertificateArn"`
	Target      string       `json:"regionalDomainName"`
	Zone        string       `json:"regionalHostedZoneId"`
	Policy      string       `json:"securityPolicy"`
}

type endpointType struct {
	Types []string `json:"types"`
}

func shapeOfDomain(d gateway.Domain) domain {
	return domain{d.Name, "AVAILABLE", endpointType{[]string{d.Type}}, d.Certificate, d.Target, d.Zone, d.Policy}
}

type domainInput struct {
	DomainName, RegionalCertificateArn, CertificateArn, CertificateName, SecurityPolicy string
	EndpointConfiguration                                                               *endpointType
	Tags                                                                                map[string]string
}

// createDomain: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDomainName.html
func (h *handler) createDomain(c *rest.Call, in *domainInput) (any, *gateway.Error) {
	if e := in.EndpointConfiguration; e == nil || len(e.Types) != 1 || e.Types[0] != "REGIONAL" || in.CertificateArn+in.CertificateName != "" {
		return nil, gateway.NotBuilt("a domain name that is not REGIONAL")
	}
	if len(in.Tags) > 0 {
		return nil, gateway.NotBuilt("tags of a domain name")
	}
	d, err := h.store.CreateDomain(h.now(), gateway.Domain{Place: c.Place, Name: in.DomainName, Certificate: in.RegionalCertificateArn, Policy: in.SecurityPolicy})
	if err != nil {
		return nil, err
	}
	return shapeOfDomain(d), nil
}

func (h *handler) getDomains(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return items[domain]{rest.Shapes(h.store.Domains(c.Place), shapeOfDomain)}, nil
}

func (h *handler) getDomain(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	d, err := h.store.Domain(c.Place, c.Path("domain"))
	if err != nil {
		return nil, err
	}
	return shapeOfDomain(d), nil
}

func (h *handler) deleteDomain(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.store.DeleteDomain(c.Place, c.Path("domain"))
}

type basePath struct {
	Path  string `json:"basePath"`
	API   string `json:"restApiId"`
	Stage string `json:"stage"`
}

// none is how this version of the API writes the path of all that no other has.
const none = "(none)"

func shapeOfBasePath(m *gateway.Mapping) basePath {
	return basePath{cmp.Or(m.Key, none), m.API, m.Stage}
}

// createBasePath: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html
func (h *handler) createBasePath(c *rest.Call, in *basePath) (any, *gateway.Error) {
	if in.Path == none {
		in.Path = ""
	}
	m, err := h.store.Map(c.Place, c.Path("domain"), gateway.Mapping{Key: in.Path, API: in.API, Stage: in.Stage})
	if err != nil {
		return nil, err
	}
	return shapeOfBasePath(&m), nil
}

func (h *handler) getBasePaths(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	d, err := h.store.Domain(c.Place, c.Path("domain"))
	if err != nil {
		return nil, err
	}
	return items[basePath]{rest.Shapes(d.Mappings, shapeOfBasePath)}, nil
}

func (h *handler) deleteBasePath(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.store.Unmap(c.Place, c.Path("domain"), func(m gateway.Mapping) bool { return cmp.Or(m.Key, none) == c.Path("path") })
}
