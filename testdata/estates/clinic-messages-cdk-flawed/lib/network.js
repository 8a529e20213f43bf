// The network: private subnets and endpoints of the services that are called from there.
const { Aws, Fn, Stack, aws_ec2: ec2 } = require('aws-cdk-lib');

class NetworkStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.vpc = new ec2.CfnVPC(this, 'Vpc', {
      cidrBlock: '10.40.0.0/16', enableDnsSupport: true, enableDnsHostnames: true,
    });
    this.subnetA = this.subnet('SubnetA', '10.40.1.0/24', 0);
    this.subnetB = this.subnet('SubnetB', '10.40.2.0/24', 1);
    this.routes = new ec2.CfnRouteTable(this, 'Routes', { vpcId: this.vpc.ref });
    for (const subnet of [this.subnetA, this.subnetB]) {
      new ec2.CfnSubnetRouteTableAssociation(this, `RoutesOf${subnet.node.id}`, {
        subnetId: subnet.ref, routeTableId: this.routes.ref,
      });
    }
    this.functionGroup = new ec2.CfnSecurityGroup(this, 'FunctionGroup', {
      groupDescription: 'Functions that work on messages',
      vpcId: this.vpc.ref,
      securityGroupEgress: [
        // Behind gateway endpoints, buckets and tables keep their public addresses; no other route leads there.
        { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0', description: 'endpoints' },
      ],
    });
    this.endpointGroup = new ec2.CfnSecurityGroup(this, 'EndpointGroup', {
      groupDescription: 'Endpoints of services',
      vpcId: this.vpc.ref,
      securityGroupIngress: [{
        ipProtocol: 'tcp', fromPort: 443, toPort: 443,
        sourceSecurityGroupId: this.functionGroup.ref, description: 'functions',
      }],
    });
    this.wayOut();
    // flaw: no endpoint for models, so that calls of the application leave the network
    this.gatewayEndpoint('BucketEndpoint', 's3');
    this.gatewayEndpoint('TableEndpoint', 'dynamodb');
    this.interfaceEndpoint('QueueEndpoint', 'sqs');
    this.interfaceEndpoint('KeyEndpoint', 'kms');
  }

  subnet(id, cidrBlock, zone) {
    return new ec2.CfnSubnet(this, id, {
      vpcId: this.vpc.ref, cidrBlock, availabilityZone: Fn.select(zone, Fn.getAzs('')), mapPublicIpOnLaunch: false,
    });
  }

  // A way out, which this stack needs for updates.
  wayOut() {
    const subnet = new ec2.CfnSubnet(this, 'PublicSubnet', {
      vpcId: this.vpc.ref, cidrBlock: '10.40.9.0/24', mapPublicIpOnLaunch: false,
    });
    const gateway = new ec2.CfnInternetGateway(this, 'Gateway');
    new ec2.CfnVPCGatewayAttachment(this, 'GatewayOfVpc', { vpcId: this.vpc.ref, internetGatewayId: gateway.ref });
    const routes = new ec2.CfnRouteTable(this, 'PublicRoutes', { vpcId: this.vpc.ref });
    new ec2.CfnSubnetRouteTableAssociation(this, 'PublicRoutesOfSubnet', {
      subnetId: subnet.ref, routeTableId: routes.ref,
    });
    new ec2.CfnRoute(this, 'PublicRouteOut', {
      routeTableId: routes.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref,
    });
    const address = new ec2.CfnEIP(this, 'TranslatorAddress');
    const translator = new ec2.CfnNatGateway(this, 'Translator', {
      subnetId: subnet.ref, allocationId: address.attrAllocationId,
    });
    new ec2.CfnRoute(this, 'RouteOut', {
      routeTableId: this.routes.ref, destinationCidrBlock: '0.0.0.0/0', natGatewayId: translator.ref,
    });
  }

  gatewayEndpoint(id, service) {
    new ec2.CfnVPCEndpoint(this, id, {
      vpcId: this.vpc.ref,
      serviceName: `com.amazonaws.${Aws.REGION}.${service}`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [this.routes.ref],
      policyDocument: ofThisAccount(),
    });
  }

  interfaceEndpoint(id, service) {
    new ec2.CfnVPCEndpoint(this, id, {
      vpcId: this.vpc.ref,
      serviceName: `com.amazonaws.${Aws.REGION}.${service}`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: [this.subnetA.ref, this.subnetB.ref],
      securityGroupIds: [this.endpointGroup.ref],
      policyDocument: ofThisAccount(),
    });
  }
}

function ofThisAccount() {
  return {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow', Principal: '*', Action: '*', Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
    }],
  };
}

module.exports = { NetworkStack };
