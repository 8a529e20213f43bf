// Drafts replies to messages of patients with Claude on Amazon Bedrock and asks a nurse by a queue to look at each.
const {
  Aws, Fn, Stack, aws_bedrock: bedrock, aws_iam: iam, aws_lambda: lambda, aws_logs: logs,
} = require('aws-cdk-lib');
const { NotificationsStack } = require('./notifications');

const MODEL = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

class ApplicationStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const { network, data } = props;
    const subnets = [network.subnetA.ref, network.subnetB.ref];
    const group = network.functionGroup.attrGroupId;
    const key = data.key.attrArn;

    const guardrail = this.guardrail(key);
    const version = new bedrock.CfnGuardrailVersion(this, 'MessagesGuardrailVersion', {
      guardrailIdentifier: guardrail.attrGuardrailId, description: 'first',
    });
    const notifications = new NotificationsStack(this, 'Notifications', {
      parameters: { KeyArn: key, Subnets: Fn.join(',', subnets), FunctionGroup: group },
    });
    const role = this.role(data, guardrail, version, notifications);
    const log = new logs.CfnLogGroup(this, 'DrafterLog', {
      logGroupName: '/aws/lambda/drafter', kmsKeyId: key, retentionInDays: 2192,
    });
    new lambda.CfnFunction(this, 'Drafter', {
      functionName: 'drafter',
      runtime: 'python3.13',
      handler: 'draft.handler',
      timeout: 120,
      role: role.attrArn,
      code: { s3Bucket: 'example-deployment-artifacts', s3Key: 'drafter.zip' },
      loggingConfig: { logGroup: log.ref },
      vpcConfig: { subnetIds: subnets, securityGroupIds: [group] },
      environment: {
        variables: {
          MESSAGES_BUCKET: data.bucket.ref,
          REPLIES_TABLE: data.table.ref,
          NOTIFICATIONS_QUEUE: notifications.queue.ref,
          MODEL_ID: MODEL,
          GUARDRAIL_ID: guardrail.attrGuardrailId,
          GUARDRAIL_VERSION: version.attrVersion,
        },
      },
    });
  }

  guardrail(key) {
    return new bedrock.CfnGuardrail(this, 'MessagesGuardrail', {
      name: 'messages',
      blockedInputMessaging: 'This request cannot be answered.',
      blockedOutputsMessaging: 'This draft was withheld.',
      kmsKeyArn: key,
      contentPolicyConfig: {
        filtersConfig: [{ type: 'PROMPT_ATTACK', inputStrength: 'HIGH', outputStrength: 'NONE' }],
      },
      topicPolicyConfig: {
        topicsConfig: [{
          name: 'treatment',
          type: 'DENY',
          definition: 'Advice on a diagnosis or a treatment that the message does not ask for.',
        }],
      },
      contextualGroundingPolicyConfig: {
        filtersConfig: [{ type: 'GROUNDING', threshold: 0.8 }, { type: 'RELEVANCE', threshold: 0.7 }],
      },
      sensitiveInformationPolicyConfig: {
        piiEntitiesConfig: [
          { type: 'US_SOCIAL_SECURITY_NUMBER', action: 'BLOCK' },
          { type: 'CREDIT_DEBIT_CARD_NUMBER', action: 'BLOCK' },
        ],
        regexesConfig: [{ name: 'record-number', pattern: 'MRN[0-9]{8}', action: 'ANONYMIZE' }],
      },
    });
  }

  role(data, guardrail, version, notifications) {
    return new iam.CfnRole(this, 'DrafterRole', {
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      managedPolicyArns: [`arn:${Aws.PARTITION}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole`],
      policies: [{
        policyName: 'draft',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'ReadMessages', Effect: 'Allow', Action: 's3:GetObject', Resource: `${data.bucket.attrArn}/*` },
            { Sid: 'WriteReplies', Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: data.table.attrArn },
            {
              Sid: 'CallModel',
              Effect: 'Allow',
              Action: 'bedrock:InvokeModel',
              Resource: `arn:${Aws.PARTITION}:bedrock:${Aws.REGION}::foundation-model/${MODEL}`,
              Condition: {
                StringEquals: {
                  'bedrock:GuardrailIdentifier': `${guardrail.attrGuardrailArn}:${version.attrVersion}`,
                },
              },
            },
            { Sid: 'AskNurse', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: notifications.queue.attrArn },
            {
              Sid: 'UseKey',
              Effect: 'Allow',
              Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
              Resource: [data.key.attrArn, data.repliesKey.attrArn],
            },
          ],
        },
      }],
    });
  }
}

module.exports = { ApplicationStack };
