//! Security groups and lists against brute force: every rule or entry is asked about every port, without the code that is tested.

use std::fmt::Write as _;
use std::sync::OnceLock;

use super::{Protocol, in_from_anywhere, lets, passes};
use crate::graph::builder::{self, Builder};
use crate::graph::links;
use crate::graph::network::Answer;
use crate::model::ComponentId;
use crate::source::Encoding;
use crate::syntax::Guard;
use crate::{Input, Loaded, frontend, knowledge, model};

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A rule as it is written, with what it is about.
#[derive(Clone, Copy, Debug)]
struct Written {
    protocol: &'static str,
    first: u16,
    last: u16,
    peer: &'static str,
}

const GROUPS: [&str; 2] = ["ClientGroup", "OtherGroup"];

/// Whether a peer is the client: it is in `ClientGroup`, at 10.0.1.0/24.
fn is_client(peer: &str) -> bool {
    ["ClientGroup", "10.0.1.0/24", "10.0.0.0/16", "0.0.0.0/0"].contains(&peer)
}

/// Whether a peer is the server: it is in `ServerGroup`, at 10.0.2.0/24.
fn is_server(peer: &str) -> bool {
    ["ServerGroup", "10.0.2.0/24", "10.0.0.0/16", "0.0.0.0/0"].contains(&peer)
}

fn rules(numbers: &mut Numbers, peers: &[&'static str]) -> Vec<Written> {
    let count = numbers.below(4);
    (0..count)
        .map(|_| {
            let first = 1 + numbers.below(6) as u16;
            Written {
                protocol: numbers.one(&["tcp", "udp", "-1", "icmp", "6"]),
                first,
                last: first + numbers.below(3) as u16,
                peer: numbers.one(peers),
            }
        })
        .collect()
}

fn allows(rules: &[Written], port: u16, is_peer: fn(&str) -> bool) -> bool {
    rules.iter().any(|rule| {
        let ports = rule.protocol == "-1" || (rule.first..=rule.last).contains(&port);
        let tcp = ["tcp", "6", "-1"].contains(&rule.protocol);
        tcp && ports && is_peer(rule.peer)
    })
}

fn items(rules: &[Written], end: &str) -> String {
    let mut out = String::new();
    for rule in rules {
        let peer = match rule.peer.contains('/') {
            true => format!("CidrIp: {}", rule.peer),
            false => format!("{end}SecurityGroupId: !GetAtt {}.GroupId", rule.peer),
        };
        let Written {
            protocol,
            first,
            last,
            ..
        } = rule;
        write!(
            out,
            "{{IpProtocol: {protocol}, FromPort: {first}, ToPort: {last}, {peer}}}, "
        )
        .expect("text grows");
    }
    out
}

const NETWORK: &str = "
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Near: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.1.0/24}}
  Far: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.2.0/24}}
  Client: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Near, SecurityGroupIds: [!Ref ClientGroup]}}
  Server: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Far, SecurityGroupIds: [!Ref ServerGroup]}}
  OtherGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: other, VpcId: !Ref Network}}
";

/// Asks the firewall of a template.
fn ask<T>(text: &str, question: impl Fn(&Builder<'_>, &dyn Fn(&str) -> ComponentId) -> T) -> T {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    let loaded = LOADED.get_or_init(|| crate::load(&knowledge::Request::default()));
    let Loaded {
        knowledge,
        mut sources,
        ..
    } = loaded.clone();
    let input = Input {
        path: "network.yaml".to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: crate::Role::Named,
    };
    let read = frontend::read(
        vec![input],
        &mut sources,
        &Default::default(),
        &Default::default(),
    );
    let (model, _) = model::lower(&read.documents, &sources, &knowledge);
    let mut builder = builder::start(&model, &knowledge);
    links::join(&mut builder);
    super::read(&mut builder);
    let id = |name: &str| {
        let mut all = builder.graph.inner.node_weights();
        let found = all.find(|one| one.name == name);
        found.unwrap_or_else(|| panic!("no component `{name}`")).id
    };
    question(&builder, &id)
}

fn truth(answer: &Answer) -> Option<bool> {
    match (answer.yes == Guard::Always, answer.can_be()) {
        (true, _) => Some(true),
        (_, false) => Some(false),
        _ => None,
    }
}

#[test]
fn groups_let_in_and_out_what_their_rules_say() {
    let mut numbers = Numbers(7);
    for round in 0..40 {
        let peers_in = [
            GROUPS[0],
            GROUPS[1],
            "10.0.1.0/24",
            "10.0.0.0/16",
            "10.9.0.0/16",
            "0.0.0.0/0",
        ];
        let peers_out = [
            "ServerGroup",
            GROUPS[1],
            "10.0.2.0/24",
            "10.0.0.0/16",
            "10.9.0.0/16",
            "0.0.0.0/0",
        ];
        let (inward, outward) = (
            rules(&mut numbers, &peers_in),
            rules(&mut numbers, &peers_out),
        );
        let mut text = NETWORK.to_owned();
        // Rules of resources of their own, so that groups can name each other.
        writeln!(text, "  ServerGroup: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: server, VpcId: !Ref Network, SecurityGroupIngress: [{}]}}}}", items(&inward, "Source")).expect("text grows");
        writeln!(text, "  ClientGroup: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: client, VpcId: !Ref Network, SecurityGroupEgress: [{}]}}}}", items(&outward, "Destination")).expect("text grows");
        ask(&text, |builder, id| {
            for port in 1..=9 {
                let wanted = allows(&inward, port, is_client)
                    && (outward.is_empty() || allows(&outward, port, is_server));
                let answer = lets(builder, id("Client"), id("Server"), port);
                assert_eq!(
                    truth(&answer),
                    Some(wanted),
                    "round {round}, port {port}: {inward:?} {outward:?}"
                );
            }
        });
    }
}

/// An entry of a list.
#[derive(Clone, Copy, Debug)]
struct Entry {
    number: usize,
    verb: &'static str,
    egress: bool,
    rule: Written,
}

fn entries(numbers: &mut Numbers) -> Vec<Entry> {
    let count = numbers.below(6);
    (0..count)
        .map(|index| {
            let (first, last) = numbers.one(&[
                (1, 3),
                (2, 6),
                (1, 65535),
                (1024, 65535),
                (32768, 60999),
                (40000, 50000),
            ]);
            Entry {
                // Numbers run against the order in which they are written.
                number: 1000 - index * 10 - numbers.below(9),
                verb: numbers.one(&["allow", "allow", "deny"]),
                egress: numbers.below(2) == 1,
                rule: Written {
                    protocol: numbers.one(&["6", "-1", "17"]),
                    first,
                    last,
                    peer: numbers.one(&["0.0.0.0/0", "10.0.1.0/24", "10.0.0.0/16", "10.9.0.0/16"]),
                },
            }
        })
        .collect()
}

fn decide(entries: &[Entry], egress: bool, port: u16, is_peer: fn(&str) -> bool) -> bool {
    let mut sorted: Vec<&Entry> = entries.iter().filter(|one| one.egress == egress).collect();
    sorted.sort_by_key(|one| one.number);
    let first = sorted.into_iter().find(|one| {
        let rule = &one.rule;
        let ports = rule.protocol == "-1" || (rule.first..=rule.last).contains(&port);
        ["6", "-1"].contains(&rule.protocol) && ports && is_peer(rule.peer)
    });
    first.is_some_and(|one| one.verb == "allow")
}

/// The network with a list that has the entries, around the server.
fn listed(entries: &[Entry]) -> String {
    let mut text = NETWORK.to_owned();
    text.push_str(
        "  ServerGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: server}}\n",
    );
    text.push_str(
        "  ClientGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: client}}\n",
    );
    text.push_str("  Filter: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Network}}\n");
    text.push_str("  Join: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Far, NetworkAclId: !Ref Filter}}\n");
    for (index, entry) in entries.iter().enumerate() {
        let Entry {
            number,
            verb,
            egress,
            rule,
        } = entry;
        let Written {
            protocol,
            first,
            last,
            peer,
        } = rule;
        writeln!(text, "  Entry{index}: {{Type: AWS::EC2::NetworkAclEntry, Properties: {{NetworkAclId: !Ref Filter, RuleNumber: {number}, RuleAction: {verb}, Egress: {egress}, Protocol: {protocol}, PortRange: {{From: {first}, To: {last}}}, CidrBlock: {peer}}}}}").expect("text grows");
    }
    text
}

#[test]
fn lists_decide_by_the_first_entry_that_fits() {
    let mut numbers = Numbers(11);
    for round in 0..60 {
        let entries = entries(&mut numbers);
        let text = listed(&entries);
        let anybody: fn(&str) -> bool = |peer| peer == "0.0.0.0/0";
        let some_way_back = (1024..=65535).any(|port| decide(&entries, true, port, anybody));
        let back: Vec<bool> = (1024..=65535)
            .map(|port| decide(&entries, true, port, is_client))
            .collect();
        let common = &back[32768 - 1024..=60999 - 1024];
        ask(&text, |builder, id| {
            for port in 1..=8 {
                let answer = in_from_anywhere(builder, id("Far"), Protocol::Tcp, port);
                let wanted = decide(&entries, false, port, anybody) && some_way_back;
                assert_eq!(
                    truth(&answer),
                    Some(wanted),
                    "round {round}, port {port}: {entries:?}"
                );
                let forth = decide(&entries, false, port, is_client);
                let wanted = match (
                    forth,
                    common.iter().all(|one| *one),
                    back.iter().any(|one| *one),
                ) {
                    (false, ..) | (.., false) => Some(false),
                    (true, true, _) => Some(true),
                    _ => None,
                };
                let answer = passes(builder, id("Client"), id("Server"), port);
                assert_eq!(
                    truth(&answer),
                    wanted,
                    "round {round}, port {port}: {entries:?}"
                );
            }
        });
    }
}

#[test]
fn what_is_not_known_makes_no_answer() {
    let text = format!(
        "Parameters:\n  Port: {{Type: Number}}\n  Group: {{Type: String}}\n  Open: {{Type: Number, Default: 5}}{NETWORK}
  ServerGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: server
      SecurityGroupIngress:
        - {{IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, SourceSecurityGroupId: !Ref ClientGroup}}
        - {{IpProtocol: tcp, FromPort: !Ref Open, ToPort: 5, CidrIp: 10.0.1.0/24}}
        - {{IpProtocol: tcp, FromPort: 6, ToPort: 6, SourcePrefixListId: pl-0123456789abcdef0}}
        - {{IpProtocol: tcp, FromPort: 7, ToPort: 7, CidrIp: 10.0.1.128/25}}
  ClientGroup: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: client}}}}
  OtherRule: {{Type: AWS::EC2::SecurityGroupIngress, Properties: {{GroupId: !Ref OtherGroup, IpProtocol: -1, CidrIp: 0.0.0.0/0}}}}
  Plain: {{Type: AWS::EC2::Instance, Properties: {{SubnetId: !Ref Far}}}}
"
    );
    ask(&text, |builder, id| {
        let asked = |port| lets(builder, id("Client"), id("Server"), port);
        assert_eq!(truth(&asked(3)), None, "the port is a parameter");
        assert_eq!(truth(&asked(5)), Some(true));
        assert_eq!(
            asked(5).assumes,
            ["Open"],
            "the default of a parameter is an assumption"
        );
        assert_eq!(truth(&asked(6)), None, "a prefix list that was not read");
        assert_eq!(truth(&asked(7)), None, "half of the subnet is let in");
        assert_eq!(
            truth(&lets(builder, id("Client"), id("Plain"), 443)),
            Some(false),
            "the default group lets in its own members"
        );
        assert_eq!(
            truth(&lets(builder, id("Plain"), id("Server"), 5)),
            Some(false),
            "at 10.0.2.0/24, and in no group that a rule names"
        );
    });
}
