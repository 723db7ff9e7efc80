// Drives a served stand-in with the AWS SDK for JavaScript and compares what a
// user of it sees - exception class, status, message, fields - with what AWS
// shows. It serves nothing itself: conformance/run does, and exports the address.

import fs from 'node:fs'
import { createRequire } from 'node:module'
import { deflateRawSync } from 'node:zlib'

// The SDK is installed beside the binary, at the versions of package-lock.json.
const require = createRequire(new URL('../bin/conformance/', import.meta.url))
const lambda = require('@aws-sdk/client-lambda')
const sqs = require('@aws-sdk/client-sqs')
const cloudwatch = require('@aws-sdk/client-cloudwatch')
const cloudwatchLogs = require('@aws-sdk/client-cloudwatch-logs')

const arn = 'arn:aws:lambda:us-east-1:111122223333:function:'
const queue = 'arn:aws:sqs:us-east-1:111122223333:'
// The address, region and keys come from the environment, as a user has them.
const aws = new lambda.LambdaClient({ maxAttempts: 1 })
const queues = new sqs.SQSClient({ maxAttempts: 1 })
// Commands by their names: call('Invoke', {...}).
const call = (name, input) => aws.send(new lambda[name + 'Command'](input))
const ask = (name, input) => queues.send(new sqs[name + 'Command'](input))
const watcher = new cloudwatch.CloudWatchClient({ maxAttempts: 1 })
const watch = (name, input) => watcher.send(new cloudwatch[name + 'Command'](input))
const journal = new cloudwatchLogs.CloudWatchLogsClient({ maxAttempts: 1 })
const read = (name, input) => journal.send(new cloudwatchLogs[name + 'Command'](input))

// What is called goes into called/JavaScript SDK.txt, for docs/coverage.md.
const called = new Set()
function noting (service, client) {
  client.middlewareStack.add((next, context) => args => {
    called.add(service + '/' + context.commandName.replace(/Command$/, ''))
    return next(args)
  }, { step: 'initialize', name: 'called' })
}
for (const [service, client] of Object.entries({ lambda: aws, sqs: queues, monitoring: watcher, logs: journal })) noting(service, client)

// client is one of another service: kms('CreateKey', {...}).
function client (service, sdk, kind, more = {}) {
  const c = new sdk[kind + 'Client']({ maxAttempts: 1, ...more })
  noting(service, c)
  return (name, input = {}) => c.send(new sdk[name + 'Command'](input))
}
const kms = client('kms', require('@aws-sdk/client-kms'), 'KMS')
const sns = client('sns', require('@aws-sdk/client-sns'), 'SNS')
const bridge = client('events', require('@aws-sdk/client-eventbridge'), 'EventBridge')
const s3 = client('s3', require('@aws-sdk/client-s3'), 'S3', { forcePathStyle: true })
const iam = client('iam', require('@aws-sdk/client-iam'), 'IAM')
const sts = client('sts', require('@aws-sdk/client-sts'), 'STS')
const quotas = client('servicequotas', require('@aws-sdk/client-service-quotas'), 'ServiceQuotas')
const balancing = client('elasticloadbalancing', require('@aws-sdk/client-elastic-load-balancing-v2'), 'ElasticLoadBalancingV2')
const gateway = client('apigateway', require('@aws-sdk/client-api-gateway'), 'APIGateway')
const gatewayV2 = client('apigatewayv2', require('@aws-sdk/client-apigatewayv2'), 'ApiGatewayV2')
const ssm = client('ssm', require('@aws-sdk/client-ssm'), 'SSM')
const scheduler = client('scheduler', require('@aws-sdk/client-scheduler'), 'Scheduler')

let checks = 0
const failures = []

function check (what, got, want) {
  checks++
  if (JSON.stringify(got) !== JSON.stringify(want)) failures.push(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
}

// The call must fail with an exception of this class, this status, and a
// message that holds this.
async function refused (what, promise, kind, status, message = '') {
  try {
    check(what, await promise, `${kind} ${status}`)
  } catch (e) {
    check(what, [e.name, e.$metadata?.httpStatusCode], [kind, status])
    check(`${what}: ${e.message} has ${message}`, e.message.includes(message), true)
    return e
  }
  return {}
}

// zip is an archive of one file.
function zip (name, text) {
  const data = Buffer.from(text)
  const packed = deflateRawSync(data)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc(data), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(data.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), Buffer.from(name)])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, entry, end])
}

function crc (data) {
  let c = ~0
  for (const byte of data) {
    c ^= byte
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0)
  }
  return ~c >>> 0
}

const code = text => ({ ZipFile: zip('index.mjs', text) })
const create = more => call('CreateFunction', {
  FunctionName: 'js-f', Runtime: 'nodejs22.x', Role: 'arn:aws:iam::111122223333:role/student', Handler: 'index.handler', Code: code('1'), ...more
})

async function functions () {
  const made = await create({ Environment: { Variables: { AB: '1' } } })
  check('create', [made.$metadata.httpStatusCode, made.State, made.FunctionArn], [201, 'Pending', arn + 'js-f'])
  const ready = await lambda.waitUntilFunctionActiveV2({ client: aws, maxWaitTime: 30 }, { FunctionName: 'js-f' })
  check('active', ready.state, 'SUCCESS')
  const changed = await call('UpdateFunctionConfiguration', { FunctionName: 'js-f', MemorySize: 512 })
  check('update', [changed.MemorySize, changed.LastUpdateStatus], [512, 'InProgress'])
  await lambda.waitUntilFunctionUpdatedV2({ client: aws, maxWaitTime: 30 }, { FunctionName: 'js-f' })
  const got = await call('GetFunction', { FunctionName: 'js-f' })
  check('get', [got.Configuration.State, got.Configuration.Environment], ['Active', { Variables: { AB: '1' } }])
  const twice = await refused('create twice', create(), 'ResourceConflictException', 409, 'Function already exist: js-f')
  check('create twice: class', twice instanceof lambda.ResourceConflictException, true)
  check('create twice: type', twice.Type, 'User')
  const none = await refused('get unknown', call('GetFunction', { FunctionName: 'js-none' }), 'ResourceNotFoundException', 404, arn + 'js-none')
  check('get unknown: class', none instanceof lambda.ResourceNotFoundException, true)
  await refused('runtime', create({ FunctionName: 'js-x', Runtime: 'nodejs4' }), 'InvalidParameterValueException', 400, 'Value nodejs4')
  await refused('memory', create({ FunctionName: 'js-x', MemorySize: 1 }), 'ValidationException', 400, "at 'memorySize'")
  await refused('text for a number', create({ FunctionName: 'js-x', Timeout: 'x' }), 'SerializationException', 400, 'STRING_VALUE')
}

async function versions () {
  check('publish', (await call('PublishVersion', { FunctionName: 'js-f' })).Version, '1')
  await call('UpdateFunctionCode', { FunctionName: 'js-f', ...code('2') })
  check('publish changed', (await call('PublishVersion', { FunctionName: 'js-f' })).FunctionArn, arn + 'js-f:2')
  const alias = await call('CreateAlias', { FunctionName: 'js-f', Name: 'live', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } } })
  check('alias', [alias.AliasArn, alias.RoutingConfig], [arn + 'js-f:live', { AdditionalVersionWeights: { 2: 0.1 } }])
  const seen = []
  for await (const page of lambda.paginateListVersionsByFunction({ client: aws, pageSize: 1 }, { FunctionName: 'js-f' })) seen.push(...page.Versions.map(v => v.Version))
  check('versions, one a page', seen, ['$LATEST', '1', '2'])
  await refused('old revision', call('UpdateAlias', { FunctionName: 'js-f', Name: 'live', RevisionId: 'x' }), 'PreconditionFailedException', 412)
  await refused('unknown alias', call('GetAlias', { FunctionName: 'js-f', Name: 'nope' }), 'ResourceNotFoundException', 404, 'Cannot find alias arn')
}

async function concurrency () {
  check('reserve', (await call('PutFunctionConcurrency', { FunctionName: 'js-f', ReservedConcurrentExecutions: 5 })).ReservedConcurrentExecutions, 5)
  await refused('reserve too much', call('PutFunctionConcurrency', { FunctionName: 'js-f', ReservedConcurrentExecutions: 999 }), 'InvalidParameterValueException', 400, 'below its minimum value of [100]')
  check('account', (await call('GetAccountSettings', {})).AccountLimit.UnreservedConcurrentExecutions, 994)
  await call('DeleteFunctionConcurrency', { FunctionName: 'js-f' })
  const where = { FunctionName: 'checkout', Qualifier: 'test' }
  check('provision', (await call('PutProvisionedConcurrencyConfig', { ...where, ProvisionedConcurrentExecutions: 2 })).Status, 'IN_PROGRESS')
  const deadline = Date.now() + 60000
  let now
  do {
    await new Promise(resolve => setTimeout(resolve, 200))
    now = await call('GetProvisionedConcurrencyConfig', where)
  } while (now.Status === 'IN_PROGRESS' && Date.now() < deadline)
  check('provisioned', [now.Status, now.AllocatedProvisionedConcurrentExecutions], ['READY', 2])
  await call('DeleteProvisionedConcurrencyConfig', where)
  await refused('no more', call('GetProvisionedConcurrencyConfig', where), 'ProvisionedConcurrencyConfigNotFoundException', 404)
}

async function invokes () {
  for (const how of [{ FunctionName: 'checkout', Qualifier: 'live' }, { FunctionName: 'checkout:1' }, { FunctionName: arn + 'checkout:live' }]) {
    const out = await call('Invoke', { ...how, Payload: '{"a":1}', LogType: 'Tail' })
    check(`invoke ${how.FunctionName}`, [out.StatusCode, out.ExecutedVersion, JSON.parse(out.Payload.transformToString()).body], [200, '1', '{"ok":true}'])
    check('tail', Buffer.from(out.LogResult, 'base64').toString().includes('REPORT RequestId: '), true)
  }
  check('dry run', (await call('Invoke', { FunctionName: 'checkout', InvocationType: 'DryRun' })).StatusCode, 204)
  const failed = await call('Invoke', { FunctionName: 'broken' })
  check('function error', [failed.FunctionError, JSON.parse(failed.Payload.transformToString()).errorType], ['Unhandled', 'ModelledError'])
  const throttled = await refused('reserved 0', call('Invoke', { FunctionName: 'closed' }), 'TooManyRequestsException', 429, 'Rate Exceeded.')
  check('reserved 0: class', throttled instanceof lambda.TooManyRequestsException, true)
  check('reserved 0: reason', throttled.Reason, lambda.ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded)
  const ends = await Promise.allSettled([1, 2, 3].map(() => call('Invoke', { FunctionName: 'narrow' })))
  check('one of three runs', ends.map(e => e.status).sort(), ['fulfilled', 'rejected', 'rejected'])
  await refused('not JSON', call('Invoke', { FunctionName: 'checkout', Payload: '{' }), 'InvalidRequestContentException', 400, 'Could not parse')
  await refused('too long', call('Invoke', { FunctionName: 'checkout', Payload: JSON.stringify('a'.repeat(6291455)) }), 'RequestEntityTooLargeException', 413, '6291456')
  await refused('not built', call('ListCodeSigningConfigs', {}), 'NotImplementedException', 501)
}

async function asynchronous () {
  const put = more => call('PutFunctionEventInvokeConfig', { FunctionName: 'js-f', ...more })
  const shown = await put({ MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: queue + 'done' } } })
  check('put', [shown.MaximumRetryAttempts, shown.DestinationConfig.OnFailure.Destination], [1, queue + 'done'])
  check('modified', Math.abs(shown.LastModified - Date.now()) < 60000, true)
  await refused('nothing', put({}), 'InvalidParameterValueException', 400, 'at least one of')
  check('accepted', (await call('Invoke', { FunctionName: 'broken', InvocationType: 'Event', Payload: '{"order":9}' })).StatusCode, 202)
  const { QueueUrl } = await ask('GetQueueUrl', { QueueName: 'broken-dlq' })
  const { Messages } = await ask('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] })
  check('dead letter', [Messages?.[0].Body, Messages?.[0].MessageAttributes.ErrorCode.StringValue], ['{"order":9}', '200'])
  await ask('DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle })
}

async function messages () {
  const { QueueUrl } = await ask('CreateQueue', { QueueName: 'js-q' })
  const sent = await ask('SendMessage', { QueueUrl, MessageBody: 'héllo', MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } })
  const { Messages } = await ask('ReceiveMessage', { QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 1 })
  check('received', [Messages[0].Body, Messages[0].MessageId === sent.MessageId, Messages[0].MessageAttributes.a.StringValue], ['héllo', true, 'v'])
  await ask('DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle })
  const waiting = ask('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 })
  await ask('SendMessage', { QueueUrl, MessageBody: 'pushed' })
  check('long poll is woken', (await waiting).Messages?.[0].Body, 'pushed')
  const gone = await refused('no such queue', ask('GetQueueUrl', { QueueName: 'js-none' }), 'QueueDoesNotExist', 400, 'does not exist')
  check('no such queue: class', gone instanceof sqs.QueueDoesNotExist, true)
  await ask('DeleteQueue', { QueueUrl })
}

async function metrics () {
  const span = { StartTime: new Date(Date.now() - 3600000), EndTime: new Date(Date.now() + 120000) }
  const lambdas = await watch('GetMetricStatistics', { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Period: 3600, Statistics: ['Sum'], ...span })
  check('invocations', lambdas.Datapoints.reduce((n, d) => n + d.Sum, 0) > 0, true)
  check('a minute', lambdas.Datapoints[0].Timestamp.getTime() % 60000, 0)
  await watch('PutMetricData', { Namespace: 'js', MetricData: [{ MetricName: 'm', StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 } }] })
  const stat = Stat => ({ Metric: { Namespace: 'js', MetricName: 'm' }, Period: 3600, Stat })
  const { MetricDataResults } = await watch('GetMetricData', { ...span, MetricDataQueries: [{ Id: 'a', MetricStat: stat('Average') }, { Id: 'b', Expression: 'a * 2' }] })
  check('data', MetricDataResults.map(r => r.Values), [[2.5], [5]])
  await refused('a statistic that there is not', watch('GetMetricData', { ...span, MetricDataQueries: [{ Id: 'a', MetricStat: stat('Most') }] }), 'InvalidParameterValueException', 400, 'not supported')
  await refused('no alarm', watch('SetAlarmState', { AlarmName: 'x', StateValue: 'OK', StateReason: 'x' }), 'ResourceNotFound', 404)
  await refused('not built', watch('ListDashboards', {}), 'NotImplementedException', 501, 'not built in squall')
}

async function logs () {
  const { $metadata } = await call('Invoke', { FunctionName: 'checkout' })
  const { events } = await read('FilterLogEvents', { logGroupName: '/aws/lambda/checkout', filterPattern: `"${$metadata.requestId}"` })
  check('lines of a request', events.map(e => e.message.split(' ')[0]), ['START', 'END', 'REPORT'])
  const { queryId } = await read('StartQuery', { logGroupName: '/aws/lambda/checkout', startTime: Math.floor(Date.now() / 1000) - 3600, endTime: Math.floor(Date.now() / 1000) + 60, queryString: 'filter @type = "REPORT" | stats count(*) as n' })
  check('insights', Number((await read('GetQueryResults', { queryId })).results[0][0].value) > 0, true)
  const none = await refused('no group', read('GetLogEvents', { logGroupName: 'js-none', logStreamName: 's' }), 'ResourceNotFoundException', 400, 'The specified log group does not exist.')
  check('no group: class', none instanceof cloudwatchLogs.ResourceNotFoundException, true)
}

async function attached () {
  const given = { FunctionName: 'checkout', StatementId: 'js', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' }
  const { Statement } = await call('AddPermission', given)
  check('statement', JSON.parse(Statement).Principal, { Service: 'sns.amazonaws.com' })
  await refused('statement twice', call('AddPermission', given), 'ResourceConflictException', 409, 'The statement id (js) provided already exists')
  check('policy', JSON.parse((await call('GetPolicy', { FunctionName: 'checkout' })).Policy).Statement.length, 1)
  await call('RemovePermission', { FunctionName: 'checkout', StatementId: 'js' })
  await call('TagResource', { Resource: arn + 'checkout', Tags: { js: '1' } })
  check('tags', (await call('ListTags', { Resource: arn + 'checkout' })).Tags, { js: '1' })
  await call('UntagResource', { Resource: arn + 'checkout', TagKeys: ['js'] })
  const { EventStream } = await call('InvokeWithResponseStream', { FunctionName: 'checkout' })
  const kinds = []
  for await (const e of EventStream) kinds.push(Object.keys(e)[0])
  check('stream', kinds, ['PayloadChunk', 'InvokeComplete'])
}

async function keys () {
  const { KeyMetadata: { KeyId, KeyState, Arn } } = await kms('CreateKey', { Description: 'js' })
  check('key', [KeyState, Arn], ['Enabled', 'arn:aws:kms:us-east-1:111122223333:key/' + KeyId])
  await kms('CreateAlias', { AliasName: 'alias/js', TargetKeyId: KeyId })
  const EncryptionContext = { fn: 'js' }
  const { CiphertextBlob } = await kms('Encrypt', { KeyId: 'alias/js', Plaintext: Buffer.from('secret'), EncryptionContext })
  check('decrypt', Buffer.from((await kms('Decrypt', { CiphertextBlob, EncryptionContext })).Plaintext).toString(), 'secret')
  await refused('another context', kms('Decrypt', { CiphertextBlob }), 'InvalidCiphertextException', 400)
  check('data key', (await kms('GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).Plaintext.length, 32)
  check('aliases', (await kms('ListAliases', { KeyId })).Aliases.map(a => a.AliasName), ['alias/js'])
  await kms('DisableKey', { KeyId })
  await refused('disabled', kms('Encrypt', { KeyId, Plaintext: Buffer.from('x') }), 'DisabledException', 400, 'is disabled')
  await kms('EnableKey', { KeyId })
  check('deletion', (await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })).KeyState, 'PendingDeletion')
  await kms('DeleteAlias', { AliasName: 'alias/js' })
  await refused('alias gone', kms('DescribeKey', { KeyId: 'alias/js' }), 'NotFoundException', 400, 'alias/js is not found.')
}

async function topics () {
  const { TopicArn } = await sns('CreateTopic', { Name: 'js-t' })
  const { QueueUrl } = await ask('CreateQueue', { QueueName: 'js-t' })
  const { SubscriptionArn } = await sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queue + 'js-t', ReturnSubscriptionArn: true })
  check('subscriptions', (await sns('ListSubscriptionsByTopic', { TopicArn })).Subscriptions.map(s => s.SubscriptionArn), [SubscriptionArn])
  const { MessageId } = await sns('Publish', { TopicArn, Message: 'hello', Subject: 's' })
  const { Messages } = await ask('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 5 })
  const note = JSON.parse(Messages[0].Body)
  check('notification', [note.Type, note.MessageId, note.Subject, note.Message], ['Notification', MessageId, 's', 'hello'])
  check('batch', (await sns('PublishBatch', { TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: '1' }] })).Successful.length, 1)
  await sns('Unsubscribe', { SubscriptionArn })
  await sns('DeleteTopic', { TopicArn })
  await refused('deleted', sns('GetTopicAttributes', { TopicArn }), 'NotFoundException', 404, 'Topic does not exist')
  await ask('DeleteQueue', { QueueUrl })
}

async function events () {
  const { QueueUrl } = await ask('CreateQueue', { QueueName: 'js-e' })
  await bridge('PutRule', { Name: 'js-r', EventPattern: JSON.stringify({ source: ['js'] }) })
  check('targets', (await bridge('PutTargets', { Rule: 'js-r', Targets: [{ Id: 'q', Arn: queue + 'js-e' }] })).FailedEntryCount, 0)
  const { Entries } = await bridge('PutEvents', { Entries: [{ Source: 'js', DetailType: 'd', Detail: '{"n":1}' }] })
  const { Messages } = await ask('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 5 })
  const event = JSON.parse(Messages[0].Body)
  check('event', [event.id, event['detail-type'], event.detail], [Entries[0].EventId, 'd', { n: 1 }])
  check('rule', (await bridge('DescribeRule', { Name: 'js-r' })).State, 'ENABLED')
  await refused('rule in use', bridge('DeleteRule', { Name: 'js-r' }), 'ValidationException', 400, 'targets')
  await bridge('RemoveTargets', { Rule: 'js-r', Ids: ['q'] })
  await bridge('DeleteRule', { Name: 'js-r' })
  await refused('rule gone', bridge('DescribeRule', { Name: 'js-r' }), 'ResourceNotFoundException', 400, 'Rule js-r does not exist on EventBus default.')
  await ask('DeleteQueue', { QueueUrl })
}

async function objects () {
  const b = { Bucket: 'js-bucket' }
  await s3('CreateBucket', b)
  const put = await s3('PutObject', { ...b, Key: 'in/a b.txt', Body: 'héllo', ContentType: 'text/plain', Metadata: { who: 'js' } })
  const got = await s3('GetObject', { ...b, Key: 'in/a b.txt' })
  check('object', [await got.Body.transformToString(), got.ContentType, got.Metadata, got.ETag], ['héllo', 'text/plain', { who: 'js' }, put.ETag])
  const { UploadId } = await s3('CreateMultipartUpload', { ...b, Key: 'big' })
  const part = { ...b, Key: 'big', UploadId, PartNumber: 1 }
  const { ETag } = await s3('UploadPart', { ...part, Body: Buffer.alloc(1000) })
  await s3('CompleteMultipartUpload', { ...b, Key: 'big', UploadId, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } })
  check('big', (await s3('HeadObject', { ...b, Key: 'big' })).ContentLength, 1000)
  check('list', (await s3('ListObjectsV2', { ...b, Prefix: 'in/' })).Contents.map(o => o.Key), ['in/a b.txt'])
  await refused('no key', s3('GetObject', { ...b, Key: 'none' }), 'NoSuchKey', 404, 'The specified key does not exist.')
  await refused('not empty', s3('DeleteBucket', b), 'BucketNotEmpty', 409)
  const notified = { ...b, NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: arn + 'checkout', Events: ['s3:ObjectCreated:*'] }] } }
  await refused('no permission', s3('PutBucketNotificationConfiguration', notified), 'InvalidArgument', 400, 'Unable to validate the following destination configurations')
  check('deleted', (await s3('DeleteObjects', { ...b, Delete: { Objects: [{ Key: 'big' }, { Key: 'in/a b.txt' }] } })).Deleted.length, 2)
  await s3('DeleteBucket', b)
  await refused('no bucket', s3('ListObjectsV2', b), 'NoSuchBucket', 404)
}

async function identities () {
  check('caller', (await sts('GetCallerIdentity')).Account, '111122223333')
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] })
  const role = { RoleName: 'js-role' }
  check('role', (await iam('CreateRole', { ...role, AssumeRolePolicyDocument })).Role.Arn, 'arn:aws:iam::111122223333:role/js-role')
  await iam('PutRolePolicy', { ...role, PolicyName: 'p', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] }) })
  check('document', JSON.parse(decodeURIComponent((await iam('GetRolePolicy', { ...role, PolicyName: 'p' })).PolicyDocument)).Statement[0].Action, 'sqs:*')
  await refused('not trusted', sts('AssumeRole', { RoleArn: 'arn:aws:iam::111122223333:role/js-role', RoleSessionName: 'js' }), 'AccessDenied', 403)
  await refused('in use', iam('DeleteRole', role), 'DeleteConflictException', 409)
  await iam('DeleteRolePolicy', { ...role, PolicyName: 'p' })
  await iam('DeleteRole', role)
  await refused('gone', iam('GetRole', role), 'NoSuchEntityException', 404, 'The role with name js-role cannot be found.')
  const which = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' }
  check('quota', (await quotas('GetServiceQuota', which)).Quota.Value, 1000)
  await refused('no such quota', quotas('GetServiceQuota', { ...which, QuotaCode: 'L-00000000' }), 'NoSuchResourceException', 400)
}

async function balancers () {
  const { LoadBalancers: [{ LoadBalancerArn }] } = await balancing('CreateLoadBalancer', { Name: 'js-lb', Subnets: ['subnet-1', 'subnet-2'] })
  const { TargetGroups: [{ TargetGroupArn }] } = await balancing('CreateTargetGroup', { Name: 'js-tg', TargetType: 'lambda' })
  await call('AddPermission', { FunctionName: 'checkout', StatementId: 'js-lb', Action: 'lambda:InvokeFunction', Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: TargetGroupArn })
  await balancing('RegisterTargets', { TargetGroupArn, Targets: [{ Id: arn + 'checkout' }] })
  const forward = [{ Type: 'forward', TargetGroupArn }]
  const { Listeners: [{ ListenerArn }] } = await balancing('CreateListener', { LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: forward })
  await balancing('CreateRule', { ListenerArn, Priority: 3, Actions: forward, Conditions: [{ Field: 'path-pattern', Values: ['/a'] }] })
  check('rules', (await balancing('DescribeRules', { ListenerArn })).Rules.map(r => r.Priority), ['3', 'default'])
  await refused('in use', balancing('DeleteTargetGroup', { TargetGroupArn }), 'ResourceInUseException', 400)
  await balancing('DeleteLoadBalancer', { LoadBalancerArn })
  await balancing('DeleteTargetGroup', { TargetGroupArn })
  await call('RemovePermission', { FunctionName: 'checkout', StatementId: 'js-lb' })
  await refused('gone', balancing('DescribeLoadBalancers', { Names: ['js-lb'] }), 'LoadBalancerNotFoundException', 400)
}

async function gateways () {
  const { id: restApiId } = await gateway('CreateRestApi', { name: 'js' })
  const { items: [{ id: parentId }] } = await gateway('GetResources', { restApiId })
  const { id: resourceId } = await gateway('CreateResource', { restApiId, parentId, pathPart: 'shop' })
  const method = { restApiId, resourceId, httpMethod: 'GET' }
  await gateway('PutMethod', { ...method, authorizationType: 'NONE' })
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}checkout/invocations`
  check('integration', (await gateway('PutIntegration', { ...method, type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri })).uri, uri)
  await gateway('CreateDeployment', { restApiId, stageName: 'dev' })
  check('stages', (await gateway('GetStages', { restApiId })).item.map(s => s.stageName), ['dev'])
  await gateway('DeleteRestApi', { restApiId })
  await refused('REST API gone', gateway('GetRestApi', { restApiId }), 'NotFoundException', 404, 'Invalid API identifier specified')

  const { ApiId, CreatedDate } = await gatewayV2('CreateApi', { Name: 'js', ProtocolType: 'HTTP' })
  check('created', Math.abs(CreatedDate - Date.now()) < 60000, true)
  const { IntegrationId } = await gatewayV2('CreateIntegration', { ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: arn + 'checkout', PayloadFormatVersion: '2.0' })
  await gatewayV2('CreateRoute', { ApiId, RouteKey: 'GET /shop', Target: 'integrations/' + IntegrationId })
  check('routes', (await gatewayV2('GetRoutes', { ApiId })).Items.map(r => r.RouteKey), ['GET /shop'])
  check('stage', (await gatewayV2('CreateStage', { ApiId, StageName: '$default', AutoDeploy: true })).AutoDeploy, true)
  await gatewayV2('DeleteApi', { ApiId })
  await refused('HTTP API gone', gatewayV2('GetApi', { ApiId }), 'NotFoundException', 404, 'Invalid API identifier specified')
}

async function parameters () {
  const Name = '/js/state/lock'
  check('first version', (await ssm('PutParameter', { Name, Value: 'one', Type: 'String' })).Version, 1)
  await refused('made once', ssm('PutParameter', { Name, Value: 'two', Type: 'String' }), 'ParameterAlreadyExists', 400, 'The parameter already exists.')
  check('overwritten', (await ssm('PutParameter', { Name, Value: 'two', Type: 'String', Overwrite: true })).Version, 2)
  const { Parameter } = await ssm('GetParameter', { Name })
  check('value', [Parameter.Value, Parameter.Version, Math.abs(Parameter.LastModifiedDate - Date.now()) < 60000], ['two', 2, true])
  check('by path', (await ssm('GetParametersByPath', { Path: '/js', Recursive: true })).Parameters.map(p => p.Name), [Name])
  await ssm('DeleteParameter', { Name })
  await refused('parameter gone', ssm('GetParameter', { Name }), 'ParameterNotFound', 400)
}

async function schedules () {
  const Target = { Arn: queue + 'js-schedule', RoleArn: 'arn:aws:iam::111122223333:role/student', Input: '{}' }
  const { QueueUrl } = await ask('CreateQueue', { QueueName: 'js-schedule' })
  const once = { Name: 'js', FlexibleTimeWindow: { Mode: 'OFF' }, ActionAfterCompletion: 'DELETE' }
  const EndDate = new Date(Date.now() + 1800000)
  await scheduler('CreateSchedule', { ...once, Name: 'often-js', ScheduleExpression: 'rate(1 hour)', EndDate, Target })
  check('called', ((await ask('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 })).Messages ?? []).map(m => m.Body), ['{}'])
  await scheduler('CreateSchedule', { ...once, ScheduleExpression: 'at(2099-01-01T00:00:00)', Target })
  check('made', Math.abs((await scheduler('GetSchedule', { Name: 'js' })).CreationDate - Date.now()) < 60000, true)
  check('schedules', (await scheduler('ListSchedules', { NamePrefix: 'js' })).Schedules.map(s => s.State), ['ENABLED'])
  await refused('twice', scheduler('CreateSchedule', { ...once, ScheduleExpression: 'rate(1 hour)', Target }), 'ConflictException', 409, 'Schedule js already exists.')
  await scheduler('DeleteSchedule', { Name: 'js' })
  await refused('schedule gone', scheduler('GetSchedule', { Name: 'js' }), 'ResourceNotFoundException', 404, 'Schedule js does not exist.')
  await ask('DeleteQueue', { QueueUrl })
}

async function more () {
  const layer = await call('PublishLayerVersion', { LayerName: 'js', Content: code('1') })
  check('layers', (await call('ListLayers', {})).Layers.map(l => l.LatestMatchingVersion.Version), [layer.Version])
  await call('DeleteLayerVersion', { LayerName: 'js', VersionNumber: layer.Version })
  const url = { FunctionName: 'checkout', Qualifier: 'test' }
  await call('CreateFunctionUrlConfig', { ...url, AuthType: 'NONE' })
  check('function URL', new URL((await call('GetFunctionUrlConfig', url)).FunctionUrl).hostname.includes('.lambda-url.us-east-1.'), true)
  await refused('function URL twice', call('CreateFunctionUrlConfig', { ...url, AuthType: 'NONE' }), 'ResourceConflictException', 409)
  await call('DeleteFunctionUrlConfig', url)
  await refused('function URL gone', call('GetFunctionUrlConfig', url), 'ResourceNotFoundException', 404)
  const names = []
  for await (const page of lambda.paginateListFunctions({ client: aws, pageSize: 2 }, {})) names.push(...page.Functions.map(f => f.FunctionName))
  check('functions, two a page', ['broken', 'checkout', 'closed', 'js-f', 'late', 'narrow'].every(n => names.includes(n)), true)
}

async function deletes () {
  await call('DeleteFunction', { FunctionName: 'js-f' })
  await refused('deleted', call('GetFunction', { FunctionName: 'js-f' }), 'ResourceNotFoundException', 404)
}

for (const part of [functions, versions, concurrency, invokes, asynchronous, messages, metrics, logs, attached, keys, topics, events, objects,
  identities, balancers, gateways, parameters, schedules, more, deletes]) {
  const before = failures.length
  try {
    await part()
  } catch (e) { // one part must not hide the others
    failures.push(`stopped by ${e.stack}`)
  }
  for (let i = before; i < failures.length; i++) failures[i] = `${part.name}: ${failures[i]}`
}
const text = [...called].sort().join('\n') + '\n'
const page = new URL('called/JavaScript SDK.txt', import.meta.url)
if (!failures.length) {
  if (process.env.UPDATE === '1') fs.writeFileSync(page, text)
  check('called/JavaScript SDK.txt is what is called (UPDATE=1 conformance/run rewrites it)', fs.readFileSync(page, 'utf8'), text)
}
for (const f of failures) console.log('JavaScript SDK: FAIL:', f.slice(0, 600))
console.log(`JavaScript SDK ${require('@aws-sdk/client-lambda/package.json').version}: ${checks} checks, ${failures.length} failed`)
process.exit(failures.length || !checks ? 1 : 0)
