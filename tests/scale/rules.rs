//! Many rules of security groups: what they cost grows with them.

use std::fmt::Write as _;
use std::time::Duration;

use super::analyse_on_small_stack;

/// A network with rules in one group and others in resources of their own, and two machines in it, one of them reached.
fn group(count: usize) -> String {
    let mut text = String::from(
        "Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/8}}
  Place: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.0.0/24}}
  Other: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: other, VpcId: !Ref Network}}
  Client: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Place, SecurityGroupIds: [!Ref Other]}}
  Server: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, Port: 60000, VPCSecurityGroups: [!Ref Group]}}
  Machine: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', SubnetId: !Ref Place, AssociatePublicIpAddress: true, GroupSet: [!Ref Group]}]}}
",
    );
    for index in 0..count / 2 {
        let port = index % 30_000;
        writeln!(text, "  Rule{index}: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref Group, IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0}}}}").expect("text grows");
    }
    text.push_str("  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: many\n      SecurityGroupIngress:\n");
    for index in count / 2..count {
        let condition = match index % 50 {
            0 => "!If [IsProd, 0.0.0.0/0, 10.0.0.0/8]",
            _ => "10.1.0.0/16",
        };
        writeln!(
            text,
            "        - {{IpProtocol: tcp, FromPort: {index}, ToPort: {index}, CidrIp: {condition}}}"
        )
        .expect("text grows");
    }
    text
}

fn measured(count: usize) -> Duration {
    analyse_on_small_stack(group(count), |analysis| {
        assert!(analysis.outcome.findings.len() > 2);
    });
    let started = std::time::Instant::now();
    analyse_on_small_stack(group(count), |_| ());
    started.elapsed()
}

#[test]
fn many_rules_of_a_group() {
    let (few, many) = (measured(500), measured(5000));
    // Ten times the rules, with room for a machine that is busy; work that grows with the square would take a hundred times.
    assert!(
        many < few * 40 + Duration::from_secs(1),
        "{few:?}, then {many:?}"
    );
}
