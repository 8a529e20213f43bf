//! A catalog of two services and a few rules, small enough to be read at once.

/// Path and text of each file.
pub(super) const FILES: [(&str, &str); 13] = [
    ("catalog/citations.yaml", CITATIONS),
    ("catalog/controls/made.yaml", CONTROLS),
    (
        "catalog/conventions.yaml",
        "provider_key_aliases: [\"alias/made/\"]\ninfrastructure: {someone: own}\n",
    ),
    (
        "catalog/imports/classes.yaml",
        "cite: old\nclasses: {phi: {words: [patient]}}\n",
    ),
    ("catalog/imports/otm.yaml", IMPORT),
    ("catalog/kinds/made/store.yaml", KINDS),
    (
        "catalog/labels.yaml",
        "keys: [DataClass]\nvalues: {phi: [PHI, true], deidentified: [clean]}\n",
    ),
    ("catalog/policies/made.yaml", POLICIES),
    ("catalog/services/other.yaml", OTHER),
    ("catalog/services/store.yaml", STORE),
    ("catalog/vocabulary.yaml", VOCABULARY),
    ("rules/exposure/open-store.yaml", RULE),
    (
        "rules/packs/base.yaml",
        "pack: base\ntitle: Base\nrules: [open-store]\nseverity: {open-store: critical}\n",
    ),
];

const CITATIONS: &str = "\
citations:
  old: {source: A guide, date: 2025-01-01}
  new: {source: A list, date: 2026-02-03}
";

const CONTROLS: &str = "\
framework: made
title: Made-up framework
controls:
  \"1(a)\": {title: Keep it closed, level: required, automation: partial, note: ask, cite: old}
";

const VOCABULARY: &str = "\
attributes:
  name: {type: text, meaning: its name}
  open: {type: boolean, absent: {value: false, cite: old}, meaning: whether everybody may read}
  days: {type: integer, absent: meaningful, meaning: how long it keeps data}
  manager: {type: key, values: [customer, aws], meaning: whose key}
  sent: {type: event_pattern, values: [service, custom], meaning: what is sent}
  policy: {type: policy, meaning: who may}
";

const KINDS: &str = "\
kinds:
  - kind: made.store
    element: data_store
    service: store
    sources:
      cloudformation: {type: Made::Up::Store, identity: [Ref, Arn], satellites: {Made::Up::Policy: Store}}
      terraform: {type: made_store, identity: [id]}
    attributes:
      open: {cloudformation: Access.Public, values: {Yes: true, No: false}}
      days: {cloudformation: [Days, Keep.*.Days], default: {value: 30, cite: old}, terraform: {path: keep, default: {value: 7, cite: new}, beside: ., nothing: [\"0\"]}}
      manager: {value: aws}
      policy: {cloudformation: [Made::Up::Policy.Text, Own.json.Text]}
    relations:
      copies: {cloudformation: CopyTo, layer: flows, direction: out, payload: content, kinds: [made.store]}
      sends:
        each: {cloudformation: Targets}
        to: {cloudformation: Arn}
        layer: flows
        direction: call
        payload: {attribute: sent, otherwise: notice}
        when: {attribute: open, value: true}
    implies:
      - {kind: made.log, relation: logs, name: \"/made/{name}\", unless: {cloudformation: Log}, layer: flows, direction: out, payload: notice}
  - kind: made.log
    element: data_store
    service: store
  - kind: made.pipe
    service: other
    connector: {from: {cloudformation: From}, to: {cloudformation: To}, layer: flows, direction: out, payload: content, name: pipe}
    sources: {cloudformation: {type: Made::Up::Pipe}}
ignored:
  Made::Up::Metadata: usage metadata
";

const IMPORT: &str = "\
cite: old
components: {shop: {kind: made.store}, Web: {element: process}, net: {ignored: it is a network}}
zones: {inside: private}
ratings: [{from: 50, trust: private}, {from: 0, trust: public}]
encryption: {none: {manager: aws}}
protocols: {http: {}, odd: {name: even, facts: {manager: customer}}}
open_data: [all]
";

const POLICIES: &str = "\
policies:
  ReadAll:
    cite: old
    statements:
      - {effect: Allow, actions: [\"*\"], resources: [\"*\"]}
";

const OTHER: &str = "\
service: other
title: Other
operator: someone
eligibility: {status: unlisted, note: not on the list, cite: old}
prefixes: [other]
";

const STORE: &str = "\
service: store
title: Store
operator: aws
eligibility: {status: eligible, cite: new}
prefixes: [store, store-data]
kind: made.store
endpoints:
  - {family: store-api, service_name: \"api.{region}.store\", type: interface}
hosts:
  - {pattern: \"store.*.example\", level: yes, endpoint: store-api, cite: old}
actions:
  - {names: [GetItem, ListItems], direction: in, payload: content, target: made.store, endpoint: store-api}
  - {names: [Ask], prefix: store-data, direction: call, payload: content, target: service, feature: copies}
  - {names: [Drop], direction: none, target: made.store}
infrastructure: {where: mixed, note: it moved, cite: old}
route: stored
features:
  copies: {status: not_eligible, note: left out, cite: old}
variables:
  - {pattern: STORE_URL, level: possible, address: true, cite: old}
  - {pattern: STORE_KEY, level: yes, unless: [STORE_URL], unless_granted: [\"other:Ask\"], cite: old}
symbols:
  - {pattern: StoreClient, level: yes, within: possible, cite: old}
secrets:
  - {pattern: \"*store*\", level: possible, cite: old}
";

/// A rule as the tool brings it along, with the examples cut out.
pub(super) const RULE: &str = "\
id: open-store
title: A store is open
severity: high
confidence: medium
controls: [made/1(a)]
since: 0.1.0
aliases: [public-store]
subject: component
where: component.days != null
require: \"!component.open\"
message: \"{component.name} is open\"
labels:
  component.open: opened here
why: everybody reads it
fix: close it
";

/// A rule of a user, whole.
pub(super) const USER_RULE: &str = "\
id: open-way
title: A flow between open stores
severity: low
confidence: high
since: 0.1.0
subject: flow
where: source.open && target.open
require: source.manager == 'customer'
message: \"{source.name} to {target.name}\"
why: it is open
fix: close it
examples:
  - {name: a, expect: violated, cloudformation: \"{}\"}
  - {name: b, expect: satisfied, at: [Resources.X], settings: {phi: all, values: {P: q}}, cloudformation: \"{}\"}
  - {name: c, expect: undecided, cloudformation: \"{}\"}
";
