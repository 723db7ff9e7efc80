#!/usr/bin/env bash
# Drives a served stand-in with the AWS CLI, as labs do it, and compares what is
# printed with what the CLI prints of AWS. conformance/run serves, and exports
# the address. Every service is a function here; they run at the same time.
set -uo pipefail
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

account=111122223333
arn=arn:aws:lambda:us-east-1:$account:function:
role=arn:aws:iam::$account:role/student

# cli ARGS...: the AWS CLI. What it calls is read from what it says of itself.
cli() {
	local status=0
	squall aws --endpoint "$AWS_ENDPOINT_URL" "$@" --output text --debug 2>"$work/$part.err" || status=$?
	grep -o 'Event before-call\.[a-z0-9-]*\.[A-Za-z0-9]*' "$work/$part.err" >>"$work/$part.called" || true
	return "$status"
}

# said: the error of the last command.
said() { grep -o 'An error occurred .*' "$work/$part.err" | tail -n 1 | grep . || tail -n 1 "$work/$part.err"; }

fail() { printf '%.600s\n' "$part: $(tr '\n' ' ' <<<"$*")" >>"$work/failures"; }

check() { # WHAT GOT WANT
	echo "$part" >>"$work/checks"
	[ "$2" = "$3" ] || fail "$1: got '$2', want '$3'"
}

# is WANT ARGS...: this is printed.
is() {
	local want=$1 got
	shift
	if got=$(cli "$@"); then check "$*" "$got" "$want"; else check "$*" "$(said)" "$want"; fi
}

# is_soon WANT ARGS...: this is printed in a moment.
is_soon() {
	local _
	for _ in $(seq 20); do [ "$(cli "${@:2}")" != "$1" ] || break; done
	is "$@"
}

# ok ARGS...: it succeeds, and its output is passed on.
ok() {
	echo "$part" >>"$work/checks"
	cli "$@" || fail "$*: $(said)"
}

# refused CODE PART ARGS...: it fails with this code, and a message that has this part.
refused() {
	local code=$1 part_of=$2 got
	shift 2
	echo "$part" >>"$work/checks"
	if got=$(cli "$@"); then fail "$*: answered '$got', want $code"; return; fi
	got=$(said)
	case $got in "An error occurred ($code) when calling the "*" operation"*": $part_of"*) ;; *) fail "$*: got '$got', want ($code): $part_of" ;; esac
}

lambda_functions() {
	is Pending lambda create-function --function-name cli-f --runtime provided.al2023 --role $role --handler bootstrap \
		--zip-file "fileb://$work/code.zip" --environment 'Variables={STAGE=cli}' --tags a=b --query State
	ok lambda wait function-active-v2 --function-name cli-f
	is 200 lambda invoke --function-name cli-f --payload "fileb://$work/event" "$work/answer" --query StatusCode
	check "a process answers" "$(cat "$work/answer")" '{"stage": "cli", "event": {"a": 1}}'
	is "256	InProgress" lambda update-function-configuration --function-name cli-f --memory-size 256 --query '[MemorySize,LastUpdateStatus]'
	ok lambda wait function-updated-v2 --function-name cli-f
	is 1 lambda publish-version --function-name cli-f --query Version
	ok lambda update-function-code --function-name cli-f --zip-file "fileb://$work/other.zip" --query CodeSha256 >"$work/sum"
	is 2 lambda publish-version --function-name cli-f --query Version
	is "${arn}cli-f:live" lambda create-alias --function-name cli-f --name live --function-version 1 --routing-config 'AdditionalVersionWeights={2=0.5}' --query AliasArn
	is 2 lambda update-alias --function-name cli-f --name live --function-version 2 --routing-config 'AdditionalVersionWeights={}' --query FunctionVersion
	is live lambda list-aliases --function-name cli-f --query 'Aliases[].Name'
	is 2 lambda get-alias --function-name cli-f --name live --query FunctionVersion
	is '$LATEST	1	2' lambda list-versions-by-function --function-name cli-f --query 'Versions[].Version'
	is "256	b" lambda get-function --function-name cli-f --query '[Configuration.MemorySize,Tags.a]'
	is "$(cat "$work/sum")" lambda get-function-configuration --function-name cli-f:2 --query CodeSha256
	refused ResourceConflictException "Function already exist: cli-f" lambda create-function --function-name cli-f --runtime provided.al2023 \
		--role $role --handler bootstrap --zip-file "fileb://$work/code.zip"
	refused InvalidParameterValueException "Value python2.6 at 'runtime'" lambda create-function --function-name cli-x --runtime python2.6 \
		--role $role --handler bootstrap --zip-file "fileb://$work/code.zip"
	refused ResourceNotFoundException "Function not found: ${arn}cli-none" lambda get-function --function-name cli-none
	refused NotImplementedException "" lambda list-code-signing-configs
	ok lambda delete-alias --function-name cli-f --name live
	ok lambda delete-function --function-name cli-f
	refused ResourceNotFoundException "Function not found" lambda delete-function --function-name cli-f
}

lambda_settings() {
	is 5 lambda put-function-concurrency --function-name late --reserved-concurrent-executions 5 --query ReservedConcurrentExecutions
	is 5 lambda get-function-concurrency --function-name late --query ReservedConcurrentExecutions
	refused InvalidParameterValueException "Specified ReservedConcurrentExecutions" lambda put-function-concurrency --function-name late --reserved-concurrent-executions 999
	ok lambda delete-function-concurrency --function-name late
	is 1000 lambda get-account-settings --query AccountLimit.ConcurrentExecutions
	is IN_PROGRESS lambda put-provisioned-concurrency-config --function-name checkout --qualifier live --provisioned-concurrent-executions 2 --query Status
	is 2 lambda get-provisioned-concurrency-config --function-name checkout --qualifier live --query RequestedProvisionedConcurrentExecutions
	is 1 lambda list-provisioned-concurrency-configs --function-name checkout --query 'length(ProvisionedConcurrencyConfigs)'
	ok lambda delete-provisioned-concurrency-config --function-name checkout --qualifier live
	is "0	60" lambda put-function-event-invoke-config --function-name late --maximum-retry-attempts 0 --maximum-event-age-in-seconds 60 \
		--query '[MaximumRetryAttempts,MaximumEventAgeInSeconds]'
	is 1 lambda update-function-event-invoke-config --function-name late --maximum-retry-attempts 1 --query MaximumRetryAttempts
	is 60 lambda get-function-event-invoke-config --function-name late --query MaximumEventAgeInSeconds
	is 1 lambda list-function-event-invoke-configs --function-name late --query 'length(FunctionEventInvokeConfigs)'
	ok lambda delete-function-event-invoke-config --function-name late
	ok lambda add-permission --function-name late --statement-id cli --action lambda:InvokeFunction --principal s3.amazonaws.com --query Statement >/dev/null
	refused ResourceConflictException "The statement id (cli) provided already exists" lambda add-permission --function-name late --statement-id cli \
		--action lambda:InvokeFunction --principal s3.amazonaws.com
	ok lambda get-policy --function-name late --query Policy | grep -q '"Sid":"cli"' || fail "the policy has no statement cli"
	ok lambda remove-permission --function-name late --statement-id cli
	ok lambda create-function-url-config --function-name late --auth-type NONE --query FunctionUrl | grep -q '\.lambda-url\.us-east-1\.' || fail "no function URL"
	is AWS_IAM lambda update-function-url-config --function-name late --auth-type AWS_IAM --query AuthType
	is AWS_IAM lambda get-function-url-config --function-name late --query AuthType
	is 1 lambda list-function-url-configs --function-name late --query 'length(FunctionUrlConfigs)'
	ok lambda delete-function-url-config --function-name late
	ok lambda tag-resource --resource ${arn}late --tags team=cli
	is cli lambda list-tags --resource ${arn}late --query Tags.team
	ok lambda untag-resource --resource ${arn}late --tag-keys team
	is 1 lambda publish-layer-version --layer-name cli --zip-file "fileb://$work/code.zip" --query Version
	is cli lambda list-layers --query 'Layers[].LayerName'
	is 1 lambda list-layer-versions --layer-name cli --query 'LayerVersions[].Version'
	is 1 lambda get-layer-version --layer-name cli --version-number 1 --query Version
	is 1 lambda get-layer-version-by-arn --arn arn:aws:lambda:us-east-1:$account:layer:cli:1 --query Version
	ok lambda delete-layer-version --layer-name cli --version-number 1
}

lambda_invokes() {
	is "200	1" lambda invoke --function-name checkout:live --payload "fileb://$work/event" "$work/live" --query '[StatusCode,ExecutedVersion]'
	grep -qF '"body":"{\"ok\":true}"' "$work/live" || fail "answer: $(cat "$work/live")"
	is 202 lambda invoke --function-name broken --invocation-type Event --payload "fileb://$work/event" "$work/none" --query StatusCode
	is 202 lambda invoke-async --function-name broken --invoke-args "$work/event" --query Status
	is Unhandled lambda invoke --function-name broken "$work/error" --query FunctionError
	refused TooManyRequestsException "Rate Exceeded." lambda invoke --function-name closed "$work/none"
	refused InvalidRequestContentException "Could not parse request body into json" lambda invoke --function-name checkout --payload "fileb://$work/half" "$work/none"
	check "in squall shell" "$(squall shell --endpoint "$AWS_ENDPOINT_URL" -c "aws lambda get-alias --function-name checkout --name live --query FunctionVersion --output text" 2>&1 | tail -n 1)" 1
	ok lambda list-functions --query 'Functions[].FunctionName' | grep -qw checkout || fail "no checkout in list-functions"
}

keys() {
	local key
	key=$(ok kms create-key --description cli --tags TagKey=a,TagValue=b --query KeyMetadata.KeyId)
	ok kms create-alias --alias-name alias/cli --target-key-id "$key"
	is "$key" kms describe-key --key-id alias/cli --query KeyMetadata.KeyId
	is "$key" kms list-aliases --key-id "$key" --query 'Aliases[].TargetKeyId'
	ok kms list-keys --query 'Keys[].KeyId' | grep -q "$key" || fail "no such key in list-keys"
	is b kms list-resource-tags --key-id "$key" --query 'Tags[].TagValue'
	printf secret >"$work/secret"
	ok kms encrypt --key-id alias/cli --plaintext "fileb://$work/secret" --encryption-context fn=cli --query CiphertextBlob | base64 -d >"$work/cipher"
	is "$(base64 <"$work/secret")" kms decrypt --ciphertext-blob "fileb://$work/cipher" --encryption-context fn=cli --query Plaintext
	refused InvalidCiphertextException "" kms decrypt --ciphertext-blob "fileb://$work/cipher" --encryption-context fn=other
	ok kms generate-data-key --key-id "$key" --key-spec AES_256 --query Plaintext >/dev/null
	is default kms list-key-policies --key-id "$key" --query PolicyNames
	ok kms get-key-policy --key-id "$key" --policy-name default --query Policy >"$work/policy"
	ok kms put-key-policy --key-id "$key" --policy-name default --policy "file://$work/policy"
	local grant
	grant=$(ok kms create-grant --key-id "$key" --grantee-principal $role --operations Decrypt --query GrantId)
	is "$grant" kms list-grants --key-id "$key" --query 'Grants[].GrantId'
	ok kms revoke-grant --key-id "$key" --grant-id "$grant"
	ok kms disable-key --key-id "$key"
	refused DisabledException "" kms encrypt --key-id "$key" --plaintext "fileb://$work/secret"
	ok kms enable-key --key-id "$key"
	is PendingDeletion kms schedule-key-deletion --key-id "$key" --pending-window-in-days 7 --query KeyState
	ok kms cancel-key-deletion --key-id "$key"
	is Disabled kms describe-key --key-id "$key" --query KeyMetadata.KeyState
	ok kms delete-alias --alias-name alias/cli
	refused NotFoundException "Alias arn:aws:kms:us-east-1:$account:alias/cli is not found." kms describe-key --key-id alias/cli
}

queues() {
	local url handle
	url=$(ok sqs create-queue --queue-name cli-q --query QueueUrl)
	is "$url" sqs get-queue-url --queue-name cli-q --query QueueUrl
	is "$url" sqs list-queues --queue-name-prefix cli-q --query 'QueueUrls'
	ok sqs set-queue-attributes --queue-url "$url" --attributes VisibilityTimeout=60
	is 60 sqs get-queue-attributes --queue-url "$url" --attribute-names All --query Attributes.VisibilityTimeout
	ok sqs send-message --queue-url "$url" --message-body hello --query MessageId >/dev/null
	handle=$(ok sqs receive-message --queue-url "$url" --wait-time-seconds 2 --query 'Messages[].ReceiptHandle')
	ok sqs change-message-visibility --queue-url "$url" --receipt-handle "$handle" --visibility-timeout 0
	is hello sqs receive-message --queue-url "$url" --wait-time-seconds 2 --query 'Messages[].Body'
	is "a	b" sqs send-message-batch --queue-url "$url" --entries Id=a,MessageBody=1 Id=b,MessageBody=2 --query 'Successful[].Id'
	ok sqs purge-queue --queue-url "$url"
	refused AWS.SimpleQueueService.NonExistentQueue "The specified queue does not exist" sqs get-queue-url --queue-name cli-none
	ok sqs delete-queue --queue-url "$url"
}

topics() {
	local topic url subscription
	topic=$(ok sns create-topic --name cli-t --query TopicArn)
	check "topic" "$topic" arn:aws:sns:us-east-1:$account:cli-t
	url=$(ok sqs create-queue --queue-name cli-t --query QueueUrl)
	subscription=$(ok sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint arn:aws:sqs:us-east-1:$account:cli-t \
		--attributes RawMessageDelivery=true --return-subscription-arn --query SubscriptionArn)
	ok sns publish --topic-arn "$topic" --message hello --query MessageId >/dev/null
	is hello sqs receive-message --queue-url "$url" --wait-time-seconds 5 --query 'Messages[].Body'
	ok sns list-topics --query 'Topics[].TopicArn' | grep -qw "$topic" || fail "no such topic in list-topics"
	is "$subscription" sns list-subscriptions-by-topic --topic-arn "$topic" --query 'Subscriptions[].SubscriptionArn'
	is true sns get-subscription-attributes --subscription-arn "$subscription" --query Attributes.RawMessageDelivery
	ok sns set-topic-attributes --topic-arn "$topic" --attribute-name DisplayName --attribute-value cli
	is cli sns get-topic-attributes --topic-arn "$topic" --query Attributes.DisplayName
	ok sns unsubscribe --subscription-arn "$subscription"
	ok sns delete-topic --topic-arn "$topic"
	refused NotFound "Topic does not exist" sns publish --topic-arn "$topic" --message x
	refused InvalidParameter "" sns publish --topic-arn nonsense --message x
}

buses() {
	local rule=arn:aws:events:us-east-1:$account:rule/cli-b/cli
	is "${rule%%:rule*}:event-bus/cli-b" events create-event-bus --name cli-b --query EventBusArn
	is "$rule" events put-rule --name cli --event-bus-name cli-b --event-pattern '{"source":["shop"]}' --query RuleArn
	is 0 events put-targets --rule cli --event-bus-name cli-b --targets Id=1,Arn=${arn}checkout --query FailedEntryCount
	is 1 events list-targets-by-rule --rule cli --event-bus-name cli-b --query 'Targets[].Id'
	is 0 events put-events --entries '[{"Source":"shop","DetailType":"sold","Detail":"{}","EventBusName":"cli-b"}]' --query FailedEntryCount
	is True events test-event-pattern --event-pattern '{"source":["shop"]}' \
		--event '{"id":"1","source":"shop","detail-type":"t","account":"1","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail":{}}' --query Result
	ok events disable-rule --name cli --event-bus-name cli-b
	is DISABLED events describe-rule --name cli --event-bus-name cli-b --query State
	ok events enable-rule --name cli --event-bus-name cli-b
	is cli events list-rules --event-bus-name cli-b --query 'Rules[].Name'
	refused ValidationException "" events delete-rule --name cli --event-bus-name cli-b
	is 0 events remove-targets --rule cli --event-bus-name cli-b --ids 1 --query FailedEntryCount
	ok events delete-rule --name cli --event-bus-name cli-b
	refused ResourceNotFoundException "Rule cli does not exist on EventBus cli-b." events describe-rule --name cli --event-bus-name cli-b
	ok events list-event-buses --query 'EventBuses[].Name' | grep -qw cli-b || fail "no such bus in list-event-buses"
	ok events delete-event-bus --name cli-b
	refused InvalidEventPatternException "" events put-rule --name cli --event-pattern '{'
}

buckets() {
	ok s3 mb s3://cli-bucket >/dev/null
	ok s3 cp "$work/event" s3://cli-bucket/in/event.json --no-progress >/dev/null
	check "s3 cp and back" "$(ok s3 cp s3://cli-bucket/in/event.json -)" "$(cat "$work/event")"
	ok s3 ls s3://cli-bucket/in/ | grep -q event.json || fail "s3 ls does not have event.json"
	head -c 9000000 /dev/zero >"$work/large" # above 8 MB the CLI sends parts
	ok s3 cp "$work/large" s3://cli-bucket/large --no-progress >/dev/null
	is 9000000 s3api head-object --bucket cli-bucket --key large --query ContentLength
	refused NotImplemented "The subresource acl of S3 is not built in squall." s3api get-bucket-acl --bucket cli-bucket
	refused InvalidArgument "Unable to validate the following destination configurations" s3api put-bucket-notification-configuration --bucket cli-bucket \
		--notification-configuration "LambdaFunctionConfigurations=[{LambdaFunctionArn=${arn}checkout,Events=[s3:ObjectCreated:*]}]"
	ok lambda add-permission --function-name checkout --statement-id cli-s3 --action lambda:InvokeFunction --principal s3.amazonaws.com \
		--source-arn arn:aws:s3:::cli-bucket --query Statement >/dev/null
	ok s3api put-bucket-notification-configuration --bucket cli-bucket \
		--notification-configuration "LambdaFunctionConfigurations=[{LambdaFunctionArn=${arn}checkout,Events=[s3:ObjectCreated:*]}]"
	is "${arn}checkout" s3api get-bucket-notification-configuration --bucket cli-bucket --query 'LambdaFunctionConfigurations[].LambdaFunctionArn'
	is "in/event.json	large" s3api list-objects-v2 --bucket cli-bucket --query 'Contents[].Key'
	ok s3api list-buckets --query 'Buckets[].Name' | grep -qw cli-bucket || fail "no such bucket in list-buckets"
	refused BucketNotEmpty "The bucket you tried to delete is not empty" s3api delete-bucket --bucket cli-bucket
	refused NoSuchKey "The specified key does not exist." s3api get-object --bucket cli-bucket --key none "$work/none"
	ok s3 rm s3://cli-bucket --recursive >/dev/null
	ok s3 rb s3://cli-bucket >/dev/null
	refused NoSuchBucket "The specified bucket does not exist" s3api list-objects-v2 --bucket cli-bucket
}

identities() {
	local trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
	local allow='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}' policy
	is $account sts get-caller-identity --query Account
	is arn:aws:iam::$account:role/cli-role iam create-role --role-name cli-role --assume-role-policy-document "$trust" --query Role.Arn
	refused EntityAlreadyExists "Role with name cli-role already exists." iam create-role --role-name cli-role --assume-role-policy-document "$trust"
	is lambda.amazonaws.com iam get-role --role-name cli-role --query 'Role.AssumeRolePolicyDocument.Statement[0].Principal.Service'
	refused AccessDenied "" sts assume-role --role-arn arn:aws:iam::$account:role/cli-role --role-session-name cli
	ok iam put-role-policy --role-name cli-role --policy-name inline --policy-document "$allow"
	is inline iam list-role-policies --role-name cli-role --query PolicyNames
	policy=$(ok iam create-policy --policy-name cli-p --policy-document "$allow" --query Policy.Arn)
	ok iam attach-role-policy --role-name cli-role --policy-arn "$policy"
	is cli-p iam list-attached-role-policies --role-name cli-role --query 'AttachedPolicies[].PolicyName'
	refused DeleteConflict "Cannot delete entity, must " iam delete-role --role-name cli-role
	ok iam detach-role-policy --role-name cli-role --policy-arn "$policy"
	ok iam delete-policy --policy-arn "$policy"
	ok iam delete-role-policy --role-name cli-role --policy-name inline
	ok iam delete-role --role-name cli-role
	refused NoSuchEntity "The role with name cli-role cannot be found." iam get-role --role-name cli-role
	is 1000.0 service-quotas get-service-quota --service-code lambda --quota-code L-B99A9384 --query Quota.Value --region eu-west-1
	refused NoSuchResourceException "" service-quotas get-service-quota --service-code lambda --quota-code L-00000000
	ok service-quotas list-service-quotas --service-code lambda --query 'Quotas[].QuotaCode' | grep -qw L-B99A9384 || fail "no quota of concurrency"
	ok service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 2000 --region eu-west-1 --query RequestedQuota.Status >/dev/null
	is 2000 lambda get-account-settings --query AccountLimit.ConcurrentExecutions --region eu-west-1
	is 1 ssm put-parameter --name /cli/lock --value one --type String --query Version
	refused ParameterAlreadyExists "The parameter already exists." ssm put-parameter --name /cli/lock --value two --type String
	is one ssm get-parameter --name /cli/lock --query Parameter.Value
	is /cli/lock ssm get-parameters-by-path --path /cli --query 'Parameters[].Name'
	ok ssm delete-parameter --name /cli/lock
	refused ParameterNotFound "" ssm get-parameter --name /cli/lock
}

schedules() {
	local role=arn:aws:iam::111122223333:role/student off='{"Mode": "OFF"}'
	local target='{"Arn": "arn:aws:scheduler:::aws-sdk:lambda:deleteFunctionConcurrency", "RoleArn": "'$role'", "Input": "{\"FunctionName\": \"none\"}"}'
	is arn:aws:scheduler:us-east-1:111122223333:schedule/default/cli scheduler create-schedule --name cli --schedule-expression 'at(2099-01-01T00:00:00)' \
		--flexible-time-window "$off" --target "$target" --query ScheduleArn
	is "at(2099-01-01T00:00:00)" scheduler get-schedule --name cli --query ScheduleExpression
	ok scheduler update-schedule --name cli --schedule-expression 'cron(0 12 * * ? *)' --schedule-expression-timezone Asia/Kolkata --flexible-time-window "$off" --target "$target" >/dev/null
	is Asia/Kolkata scheduler get-schedule --name cli --query ScheduleExpressionTimezone
	refused ValidationException "Invalid Schedule Expression at(noon)." scheduler create-schedule --name x --schedule-expression 'at(noon)' --flexible-time-window "$off" --target "$target"
	is cli scheduler list-schedules --query 'Schedules[].Name'
	ok scheduler delete-schedule --name cli
	refused ResourceNotFoundException "Schedule cli does not exist." scheduler delete-schedule --name cli
}

balancers() {
	local balancer group listener rule
	balancer=$(ok elbv2 create-load-balancer --name cli-lb --subnets subnet-1 subnet-2 --query 'LoadBalancers[].LoadBalancerArn')
	is "$balancer" elbv2 describe-load-balancers --names cli-lb --query 'LoadBalancers[].LoadBalancerArn'
	group=$(ok elbv2 create-target-group --name cli-tg --target-type lambda --query 'TargetGroups[].TargetGroupArn')
	ok lambda add-permission --function-name checkout --statement-id cli-lb --action lambda:InvokeFunction --principal elasticloadbalancing.amazonaws.com \
		--source-arn "$group" --query Statement >/dev/null
	ok elbv2 register-targets --target-group-arn "$group" --targets Id=${arn}checkout
	is ${arn}checkout elbv2 describe-target-health --target-group-arn "$group" --query 'TargetHealthDescriptions[].Target.Id'
	listener=$(ok elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP --port 80 \
		--default-actions "Type=forward,TargetGroupArn=$group" --query 'Listeners[].ListenerArn')
	is "$listener" elbv2 describe-listeners --load-balancer-arn "$balancer" --query 'Listeners[].ListenerArn'
	rule=$(ok elbv2 create-rule --listener-arn "$listener" --priority 5 --conditions Field=path-pattern,Values=/shop/* \
		--actions "Type=forward,TargetGroupArn=$group" --query 'Rules[].RuleArn')
	is "5	default" elbv2 describe-rules --listener-arn "$listener" --query 'Rules[].Priority'
	refused ResourceInUse "" elbv2 delete-target-group --target-group-arn "$group"
	ok elbv2 delete-rule --rule-arn "$rule"
	ok elbv2 delete-listener --listener-arn "$listener"
	ok elbv2 deregister-targets --target-group-arn "$group" --targets Id=${arn}checkout
	ok elbv2 delete-target-group --target-group-arn "$group"
	ok elbv2 delete-load-balancer --load-balancer-arn "$balancer"
	refused LoadBalancerNotFound "" elbv2 describe-load-balancers --names cli-lb
}

gateways() {
	local api root resource integration invoked=arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}checkout/invocations
	api=$(ok apigateway create-rest-api --name cli --query id)
	is cli apigateway get-rest-api --rest-api-id "$api" --query name
	root=$(ok apigateway get-resources --rest-api-id "$api" --query 'items[].id')
	resource=$(ok apigateway create-resource --rest-api-id "$api" --parent-id "$root" --path-part shop --query id)
	is GET apigateway put-method --rest-api-id "$api" --resource-id "$resource" --http-method GET --authorization-type NONE --query httpMethod
	is AWS_PROXY apigateway put-integration --rest-api-id "$api" --resource-id "$resource" --http-method GET --type AWS_PROXY \
		--integration-http-method POST --uri "$invoked" --query type
	ok apigateway create-deployment --rest-api-id "$api" --stage-name dev --query id >/dev/null
	is dev apigateway get-stages --rest-api-id "$api" --query 'item[].stageName'
	refused NotFoundException "Invalid API identifier specified $account:none" apigateway get-rest-api --rest-api-id none
	ok apigateway delete-rest-api --rest-api-id "$api"
	is 0 apigateway get-rest-apis --query 'length(items)'

	api=$(ok apigatewayv2 create-api --name cli --protocol-type HTTP --query ApiId)
	is HTTP apigatewayv2 get-api --api-id "$api" --query ProtocolType
	integration=$(ok apigatewayv2 create-integration --api-id "$api" --integration-type AWS_PROXY --integration-uri ${arn}checkout \
		--payload-format-version 2.0 --query IntegrationId)
	is "GET /shop" apigatewayv2 create-route --api-id "$api" --route-key "GET /shop" --target "integrations/$integration" --query RouteKey
	is True apigatewayv2 create-stage --api-id "$api" --stage-name '$default' --auto-deploy --query AutoDeploy
	is "GET /shop" apigatewayv2 get-routes --api-id "$api" --query 'Items[].RouteKey'
	is "$integration" apigatewayv2 get-integrations --api-id "$api" --query 'Items[].IntegrationId'
	is '$default' apigatewayv2 get-stages --api-id "$api" --query 'Items[].StageName'
	refused NotFoundException "Invalid API identifier specified $account:none" apigatewayv2 get-api --api-id none
	ok apigatewayv2 delete-api --api-id "$api"
	is 0 apigatewayv2 get-apis --query 'length(Items)'
}

watches() {
	local now stream
	now=$(date -u +%s)
	ok cloudwatch put-metric-data --namespace cli --metric-name m --value 3 --unit Count
	is 3.0 cloudwatch get-metric-statistics --namespace cli --metric-name m --statistics Sum --period 3600 \
		--start-time $((now - 3600)) --end-time $((now + 120)) --query 'Datapoints[].Sum'
	is m cloudwatch list-metrics --namespace cli --query 'Metrics[].MetricName'
	ok cloudwatch put-metric-alarm --alarm-name cli-a --namespace cli --metric-name m --statistic Sum --period 60 --evaluation-periods 1 \
		--threshold 1 --comparison-operator GreaterThanThreshold
	ok cloudwatch set-alarm-state --alarm-name cli-a --state-value ALARM --state-reason test
	is ALARM cloudwatch describe-alarms --alarm-names cli-a --query 'MetricAlarms[].StateValue'
	ok cloudwatch delete-alarms --alarm-names cli-a
	refused ResourceNotFound "" cloudwatch set-alarm-state --alarm-name none --state-value OK --state-reason x
	refused NotImplementedException "" cloudwatch list-dashboards
	ok logs create-log-group --log-group-name cli
	ok logs create-log-stream --log-group-name cli --log-stream-name s
	ok logs put-log-events --log-group-name cli --log-stream-name s --log-events "timestamp=${now}000,message=hello" >/dev/null
	is hello logs filter-log-events --log-group-name cli --query 'events[].message'
	is hello logs get-log-events --log-group-name cli --log-stream-name s --query 'events[].message'
	is s logs describe-log-streams --log-group-name cli --query 'logStreams[].logStreamName'
	ok logs put-retention-policy --log-group-name cli --retention-in-days 7
	is 7 logs describe-log-groups --log-group-name-prefix cli --query 'logGroups[].retentionInDays'
	refused ResourceAlreadyExistsException "The specified log group already exists" logs create-log-group --log-group-name cli
	ok logs delete-log-group --log-group-name cli
	refused ResourceNotFoundException "The specified log group does not exist." logs delete-log-group --log-group-name cli
}

experiments() {
	local template run
	is aws:lambda:invocation-add-delay fis get-action --id aws:lambda:invocation-add-delay --query action.id
	template=$(ok fis create-experiment-template --description cli --role-arn $role --stop-conditions source=none \
		--targets "f={resourceType=aws:lambda:function,selectionMode=ALL,resourceArns=[${arn}shaken]}" \
		--actions 'strike={actionId=aws:lambda:invocation-error,targets={Functions=f},parameters={duration=PT5M,invocationPercentage=100,preventExecution=true}}' \
		--query experimentTemplate.id)
	is "$template" fis list-experiment-templates --query 'experimentTemplates[].id'
	is None lambda invoke --function-name shaken "$work/shaken" --query FunctionError
	run=$(ok fis start-experiment --experiment-template-id "$template" --query experiment.id)
	is_soon running fis get-experiment --id "$run" --query experiment.state.status
	is Unhandled lambda invoke --function-name shaken "$work/shaken" --query FunctionError
	ok fis stop-experiment --id "$run"
	is_soon stopped fis get-experiment --id "$run" --query experiment.state.status
	is None lambda invoke --function-name shaken "$work/shaken" --query FunctionError
	refused NotImplementedException "the action aws:ec2:stop-instances is not built" fis create-experiment-template --description cli --role-arn $role \
		--stop-conditions source=none --actions 'strike={actionId=aws:ec2:stop-instances}'
	ok fis delete-experiment-template --id "$template"
	refused ResourceNotFoundException "" fis get-experiment-template --id "$template"
}

cat >"$work/bootstrap" <<'END'
#!/usr/bin/env python3
import json, os, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    r = urllib.request.urlopen(base + "next")
    event, id = json.load(r), r.headers["Lambda-Runtime-Aws-Request-Id"]
    urllib.request.urlopen(base + id + "/response", json.dumps({"stage": os.environ["STAGE"], "event": event}).encode()).read()
END
chmod +x "$work/bootstrap"
(cd "$work" && python3 -m zipfile -c code.zip bootstrap && echo '# changed' >>bootstrap && python3 -m zipfile -c other.zip bootstrap)
printf '{"a": 1}' >"$work/event"
printf '{' >"$work/half"
touch "$work/checks" "$work/failures"

parts=(lambda_functions lambda_settings lambda_invokes keys queues topics buses buckets identities balancers gateways schedules watches experiments)
for part in ${PARTS:-${parts[@]}}; do
	"$part" >/dev/null &
done
wait

part=called
# The words of the CLI are those of docs/coverage.md but for these.
sed -s 's/.*before-call\.//; s/^cloudwatch-logs\./logs./; s/^cloudwatch\./monitoring./; s/^eventbridge\./events./; s/^api-gateway\./apigateway./
	s/^elastic-load-balancing-v2\./elasticloadbalancing./; s/^service-quotas\./servicequotas./; s/\./\//' "$work"/*.called | LC_ALL=C sort -u >"$work/page"
page="$here/called/AWS CLI.txt"
if [ ! -s "$work/failures" ] && [ -z "${PARTS:-}" ]; then
	[ "${UPDATE:-}" != 1 ] || cp "$work/page" "$page"
	check "called/AWS CLI.txt is what is called (UPDATE=1 conformance/run rewrites it)" "$(diff "$page" "$work/page")" ""
fi
sed 's/^/AWS CLI: FAIL: /' "$work/failures"
version=$(aws --version 2>&1 | cut -d' ' -f1)
checks=$(wc -l <"$work/checks") failures=$(wc -l <"$work/failures")
echo "AWS CLI ${version#aws-cli/}: $checks checks, $failures failed"
[ "$failures" = 0 ] && [ "$checks" -gt 0 ]
