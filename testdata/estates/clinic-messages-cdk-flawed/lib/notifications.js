// Asks a nurse to look at a draft: a queue and a function that takes from it. A nested stack, which is handed the key and
// the network.
const {
  Aws, CfnParameter, NestedStack, aws_iam: iam, aws_lambda: lambda, aws_logs: logs, aws_sqs: sqs,
} = require('aws-cdk-lib');

class NotificationsStack extends NestedStack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const key = new CfnParameter(this, 'KeyArn', { type: 'String' });
    const subnets = new CfnParameter(this, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' });
    const group = new CfnParameter(this, 'FunctionGroup', { type: 'AWS::EC2::SecurityGroup::Id' });

    this.queue = new sqs.CfnQueue(this, 'Drafts', {
      // flaw: what the parent puts here is PHI, and the queue has no key of its own
      messageRetentionPeriod: 345600,
      visibilityTimeout: 120,
    });
    new sqs.CfnQueuePolicy(this, 'DraftsPolicy', {
      queues: [this.queue.ref],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: this.queue.attrArn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }],
      },
    });
    const role = new iam.CfnRole(this, 'NotifierRole', {
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      managedPolicyArns: [`arn:${Aws.PARTITION}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole`],
      policies: [{
        policyName: 'notify',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TakeDrafts',
              Effect: 'Allow',
              Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
              Resource: this.queue.attrArn,
            },
            { Sid: 'UseKey', Effect: 'Allow', Action: 'kms:Decrypt', Resource: key.valueAsString },
          ],
        },
      }],
    });
    const log = new logs.CfnLogGroup(this, 'NotifierLog', {
      logGroupName: '/aws/lambda/notifier', kmsKeyId: key.valueAsString, retentionInDays: 2192,
    });
    const notifier = new lambda.CfnFunction(this, 'Notifier', {
      functionName: 'notifier',
      runtime: 'python3.13',
      handler: 'notify.handler',
      timeout: 60,
      role: role.attrArn,
      code: { s3Bucket: 'example-deployment-artifacts', s3Key: 'notifier.zip' },
      loggingConfig: { logGroup: log.ref },
      vpcConfig: { subnetIds: subnets.valueAsList, securityGroupIds: [group.valueAsString] },
    });
    new lambda.CfnEventSourceMapping(this, 'TakeDrafts', {
      eventSourceArn: this.queue.attrArn, functionName: notifier.ref, batchSize: 1,
    });
  }
}

module.exports = { NotificationsStack };
