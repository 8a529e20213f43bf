// The clinic's messages as an app of the AWS CDK: the same stacks as in ../clinic-messages-flawed.
const { App } = require('aws-cdk-lib');
const { NetworkStack } = require('./lib/network');
const { DataStack } = require('./lib/data');
const { ApplicationStack } = require('./lib/application');

const app = new App();
const network = new NetworkStack(app, 'Network', { stackName: 'clinic-network' });
const data = new DataStack(app, 'Data', { stackName: 'clinic-data' });
new ApplicationStack(app, 'Application', { stackName: 'clinic-application', network, data });
