// Where the clinic keeps messages of patients and the replies to them, and their keys.
const { Aws, Stack, aws_dynamodb: dynamodb, aws_kms: kms, aws_s3: s3 } = require('aws-cdk-lib');

class DataStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.key = new kms.CfnKey(this, 'MessagesKey', {
      description: 'Messages of patients, replies, queues and logs',
      enableKeyRotation: true,
      keyPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AccountDecidesByIam',
            Effect: 'Allow',
            Principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` },
            Action: 'kms:*',
            Resource: '*',
          },
          {
            Sid: 'LogsOfThisAccount',
            Effect: 'Allow',
            Principal: { Service: `logs.${Aws.REGION}.${Aws.URL_SUFFIX}` },
            Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
            Resource: '*',
            Condition: {
              ArnLike: {
                'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:*`,
              },
            },
          },
        ],
      },
    });
    this.messages();
    this.replies();
  }

  messages() {
    const log = new s3.CfnBucket(this, 'AccessLogBucket', {
      bucketEncryption: {
        serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      },
    });
    new s3.CfnBucketPolicy(this, 'AccessLogBucketPolicy', {
      bucket: log.ref,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'LogsOfBuckets',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${log.attrArn}/*`,
          Condition: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
        }],
      },
    });
    this.bucket = new s3.CfnBucket(this, 'MessagesBucket', {
      bucketEncryption: {
        serverSideEncryptionConfiguration: [{
          serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: this.key.attrArn },
        }],
      },
      publicAccessBlockConfiguration: {
        blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
      },
      loggingConfiguration: { destinationBucketName: log.ref, logFilePrefix: 'messages/' },
      versioningConfiguration: { status: 'Enabled' },
      lifecycleConfiguration: {
        rules: [{
          id: 'end', status: 'Enabled', expirationInDays: 3650, noncurrentVersionExpiration: { noncurrentDays: 30 },
        }],
      },
      tags: [{ key: 'DataClassification', value: 'PHI' }],
    });
    new s3.CfnBucketPolicy(this, 'MessagesBucketPolicy', {
      bucket: this.bucket.ref,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [this.bucket.attrArn, `${this.bucket.attrArn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }],
      },
    });
  }

  replies() {
    // flaw: the stack that keeps replies does not know that they hold what patients wrote, and nobody rotates their key
    this.repliesKey = new kms.CfnKey(this, 'RepliesKey', {
      description: 'Replies',
      enableKeyRotation: false,
      keyPolicy: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'AccountDecidesByIam',
          Effect: 'Allow',
          Principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` },
          Action: 'kms:*',
          Resource: '*',
        }],
      },
    });
    this.table = new dynamodb.CfnTable(this, 'RepliesTable', {
      deletionProtectionEnabled: true,
      attributeDefinitions: [{ attributeName: 'message', attributeType: 'S' }],
      keySchema: [{ attributeName: 'message', keyType: 'HASH' }],
      billingMode: 'PAY_PER_REQUEST',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      sseSpecification: { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: this.repliesKey.attrArn },
    });
  }
}

module.exports = { DataStack };
