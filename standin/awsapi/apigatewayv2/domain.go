package apigatewayv2

import (
	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

// domainConfiguration: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames.html
type domainConfiguration struct {
	APIGatewayDomainName string `json:"apiGatewayDomainName,omitempty"`
	CertificateArn       string `json:"certificateArn"`
	DomainNameStatus     string `json:"domainNameStatus,omitempty"`
	EndpointType         string `json:"endpointType"`
	HostedZoneID         string `json:"hostedZoneId,omitempty"`
	SecurityPolicy       string `json:"securityPolicy"`
}

type domain struct {
	Selection      string                `json:"apiMappingSelectionExpression"`
	Name           string                `json:"domainName"`
	Configurations []domainConfiguration `json:"domainNameConfigurations"`
}

func shapeOfDomain(d gateway.Domain) domain {
	return domain{"$request.basepath", d.Name, []domainConfiguration{{APIGatewayDomainName: d.Target, CertificateArn: d.Certificate, DomainNameStatus: "AVAILABLE",
		EndpointType: d.Type, HostedZoneID: d.Zone, SecurityPolicy: d.Policy}}}
}

type domainInput struct {
	DomainName               string
	DomainNameConfigurations []domainConfiguration
	MutualTLSAuthentication  *struct{} `json:"mutualTlsAuthentication"`
	Tags                     map[string]string
}

func (h *handler) createDomain(c *rest.Call, in *domainInput) (any, *gateway.Error) {
	if in.MutualTLSAuthentication != nil || len(in.Tags) > 0 {
		return nil, gateway.NotBuilt("mutual TLS and tags of a domain name")
	}
	if len(in.DomainNameConfigurations) != 1 {
		return nil, gateway.Bad("A domain name has one configuration")
	}
	k := in.DomainNameConfigurations[0]
	d, err := h.store.CreateDomain(h.now(), gateway.Domain{Place: c.Place, Name: in.DomainName, Certificate: k.CertificateArn, Type: k.EndpointType, Policy: k.SecurityPolicy})
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

type mapping struct {
	APIID string `json:"apiId"`
	ID    string `json:"apiMappingId,omitempty"`
	Key   string `json:"apiMappingKey"`
	Stage string `json:"stage"`
}

func shapeOfMapping(m *gateway.Mapping) mapping { return mapping{m.API, m.ID, m.Key, m.Stage} }

// createMapping: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname-apimappings.html
func (h *handler) createMapping(c *rest.Call, in *mapping) (any, *gateway.Error) {
	m, err := h.store.Map(c.Place, c.Path("domain"), gateway.Mapping{Key: in.Key, API: in.APIID, Stage: in.Stage})
	if err != nil {
		return nil, err
	}
	return shapeOfMapping(&m), nil
}

func (h *handler) getMappings(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	d, err := h.store.Domain(c.Place, c.Path("domain"))
	if err != nil {
		return nil, err
	}
	return items[mapping]{rest.Shapes(d.Mappings, shapeOfMapping)}, nil
}

func (h *handler) deleteMapping(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.store.Unmap(c.Place, c.Path("domain"), func(m gateway.Mapping) bool { return m.ID == c.Path("mapping") })
}
