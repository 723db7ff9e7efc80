package setting

import (
	"regexp"
	"slices"

	"squall/standin/catalog/refuse"
)

// Network is a function's place in a VPC and what it mounts there. The
// stand-in has no network: they are checked, frozen in versions and shown.
type Network struct {
	Subnets, Groups []string
	DualStack       bool
	Mounts          []Mount
}

// Mount is a file system that a function mounts.
type Mount struct{ ARN, Path string }

func (n Network) equal(o Network) bool {
	return slices.Equal(n.Subnets, o.Subnets) && slices.Equal(n.Groups, o.Groups) && n.DualStack == o.DualStack && slices.Equal(n.Mounts, o.Mounts)
}

// VPC is the id of the VPC, made of the first subnet's; "" outside of one.
func (n Network) VPC() string {
	if len(n.Subnets) == 0 {
		return ""
	}
	return "vpc-" + n.Subnets[0][len("subnet-"):]
}

// Forms of the service model.
const (
	subnetForm = `subnet-[0-9a-z]*`
	groupForm  = `sg-[0-9a-zA-Z]*`
	mountForm  = `arn:aws[a-zA-Z-]*:elasticfilesystem:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:access-point/fsap-[a-f0-9]{17}`
	pathForm   = `/mnt/[a-zA-Z0-9-_.]+`
)

var (
	isSubnet = regexp.MustCompile(`^` + subnetForm + `$`)
	isGroup  = regexp.MustCompile(`^` + groupForm + `$`)
	isMount  = regexp.MustCompile(`^` + mountForm + `$`)
	isPath   = regexp.MustCompile(`^` + pathForm + `$`)
)

// check: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html and
// https://docs.aws.amazon.com/lambda/latest/api/API_FileSystemConfig.html
func (n Network) check() *refuse.Error {
	const form = "Member must satisfy regular expression pattern: "
	odd := func(is *regexp.Regexp) func(string) bool { return func(s string) bool { return !is.MatchString(s) } }
	switch {
	case len(n.Subnets) > 16:
		return refuse.TooLong(shown(n.Subnets), "vpcConfig.subnetIds", 16)
	case len(n.Groups) > 5:
		return refuse.TooLong(shown(n.Groups), "vpcConfig.securityGroupIds", 5)
	case slices.ContainsFunc(n.Subnets, odd(isSubnet)):
		return refuse.Violation(shown(n.Subnets), "vpcConfig.subnetIds", "Member must satisfy constraint: [Member must have length less than or equal to 1024, "+
			"Member must have length greater than or equal to 0, "+form+"^"+subnetForm+"$, Member must not be null]")
	case slices.ContainsFunc(n.Groups, odd(isGroup)):
		return refuse.Violation(shown(n.Groups), "vpcConfig.securityGroupIds", "Member must satisfy constraint: [Member must have length less than or equal to 1024, "+
			"Member must have length greater than or equal to 0, "+form+"^"+groupForm+"$, Member must not be null]")
	case len(n.Mounts) > 1:
		return refuse.TooLong("[...]", "fileSystemConfigs", 1)
	}
	for _, m := range n.Mounts {
		switch {
		case !isMount.MatchString(m.ARN):
			return refuse.Mismatch(m.ARN, "fileSystemConfigs.1.member.arn", mountForm)
		case len(m.Path) > 160 || !isPath.MatchString(m.Path):
			return refuse.Mismatch(m.Path, "fileSystemConfigs.1.member.localMountPath", pathForm)
		case len(n.Subnets) == 0:
			return refuse.Invalid("Function must be configured to execute in a VPC to reference access point %s. "+
				"Please update the function configuration to include VPC subnets and security groups.", m.ARN)
		}
	}
	return nil
}

func shown(words []string) string {
	out := "["
	for i, w := range words {
		if i > 0 {
			out += ", "
		}
		out += w
	}
	return out + "]"
}
