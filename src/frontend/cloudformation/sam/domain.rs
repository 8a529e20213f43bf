//! Host names of APIs of one's own, and their records.
//!
//! In: `Domain` of an API. Out: the name, its mappings to the API, and records in a hosted zone.

use crate::syntax::{Term, Value};

use super::make::{Sam, Site};
use super::values::{
    absent, copy, digest, entry, is_open, is_set, is_there, list, literal, map, only, prop,
    reference,
};

/// Properties of a host name that are the same before and after.
const PASSED: [&str; 6] = [
    "DomainName",
    "EndpointAccessMode",
    "MutualTlsAuthentication",
    "OwnershipVerificationCertificateArn",
    "Policy",
    "SecurityPolicy",
];

impl Sam<'_, '_> {
    /// What the service refuses of any host name; whether it can be made.
    fn check_domain(&mut self, domain: &Value, site: &Site, endpoints: &[&str]) -> bool {
        let id = &site.id;
        if !self.expect_map(&format!("`Domain` of `{id}`"), Some(domain)) || is_open(domain) {
            return false;
        }
        for key in ["DomainName", "CertificateArn"] {
            if prop(domain, key).is_none() {
                let message = format!("`Domain` of `{id}` has no `{key}`");
                self.refuse(domain.span, message, &format!("add `{key}`"));
                return false;
            }
        }
        let endpoint = prop(domain, "EndpointConfiguration");
        self.expect_one_of("`EndpointConfiguration` of `Domain`", endpoint, endpoints);
        if let Some(mutual) = prop(domain, "MutualTlsAuthentication") {
            let known = ["TruststoreUri", "TruststoreVersion"];
            let fits = self.expect_map("`MutualTlsAuthentication`", Some(mutual));
            let stranger = mutual
                .entries()
                .iter()
                .find(|one| !known.contains(&&*one.key));
            if let Some(stranger) = stranger.filter(|_| fits) {
                let message = format!(
                    "`{}` is nothing that `MutualTlsAuthentication` can say",
                    stranger.key
                );
                self.refuse(stranger.key_span, message, &known.join(", "));
            }
        }
        if let Some(route53) = prop(domain, "Route53") {
            if !self.expect_map("`Route53`", Some(route53)) {
                return true;
            }
            let named = ["HostedZoneId", "HostedZoneName"];
            if named.iter().all(|key| prop(route53, key).is_none()) && !is_open(route53) {
                let message = format!("`Route53` of `{id}` names no zone");
                self.refuse(
                    route53.span,
                    message,
                    "write `HostedZoneId` or `HostedZoneName`",
                );
            }
            if let Some(one) = prop(route53, "SeparateRecordSetGroup")
                && !super::check::fits("flag", one)
            {
                let message = "`SeparateRecordSetGroup` is no boolean";
                self.refuse(one.span, message, "write `true` or `false`");
            }
        }
        true
    }

    /// A name of the host in a name of a resource.
    fn domain_id(beginning: &str, domain: &Value) -> String {
        let name = prop(domain, "DomainName").map(super::super::print::print);
        format!("{beginning}{}", digest(&name.unwrap_or_default()))
    }

    /// The host name of a REST API.
    pub(super) fn rest_domain(&mut self, properties: &Value, stage: &str, site: &Site) {
        let Some(domain) = properties
            .entry("Domain")
            .filter(|one| is_there(&one.value))
        else {
            return;
        };
        let site = site.at(domain.key_span);
        let domain = &domain.value;
        if !self.check_domain(domain, &site, &["EDGE", "REGIONAL", "PRIVATE"]) {
            return;
        }
        let endpoint = match prop(domain, "EndpointConfiguration") {
            Some(endpoint) => endpoint.clone(),
            None => site.text("REGIONAL"),
        };
        let private = literal(&endpoint) == Some("PRIVATE");
        let regional = literal(&endpoint) == Some("REGIONAL");
        let (beginning, shape, mapping) = match private {
            true => (
                "ApiGatewayDomainNameV2",
                "rest_domain_private",
                "base_path_private",
            ),
            false => ("ApiGatewayDomainName", "rest_domain", "base_path"),
        };
        let id = Self::domain_id(beginning, domain);
        let certificate = copy(domain, "CertificateArn");
        let (own, other) = match regional {
            true => (certificate, site.absent()),
            false => (site.absent(), certificate),
        };
        let holes = vec![
            ("passed", only(domain, &PASSED)),
            ("regional_certificate", own),
            ("certificate", other),
            ("endpoint", endpoint.clone()),
            ("ip_type", copy(domain, "IpAddressType")),
        ];
        self.make(shape, &id, &site, holes);
        let name = if private {
            "DomainNameV2"
        } else {
            "DomainName"
        };
        self.rename(&site.id, name, &id);
        self.paths_of(domain, mapping, "BasePathMapping", &id, stage, &site);
        if private {
            self.domain_access(domain, &id, &site);
        }
        self.records(domain, &endpoint, &id, &site);
    }

    /// The interface endpoint that a private host name is for.
    fn domain_access(&mut self, domain: &Value, id: &str, site: &Site) {
        let Some(access) = prop(domain, "AccessAssociation") else {
            return;
        };
        let name = super::super::print::print(access);
        let link = format!(
            "DomainNameAccessAssociation{}",
            digest(&format!("{name}{id}"))
        );
        let holes = vec![
            ("domain", site.text(id)),
            ("endpoint", copy(access, "VpcEndpointId")),
        ];
        self.make("domain_access", &link, site, holes);
    }

    /// The host name of an HTTP or WebSocket API.
    pub(super) fn http_domain(&mut self, properties: &Value, stage: &str, word: &str, site: &Site) {
        let Some(domain) = properties
            .entry("Domain")
            .filter(|one| is_there(&one.value))
        else {
            return;
        };
        let site = site.at(domain.key_span);
        let domain = &domain.value;
        if !self.check_domain(domain, &site, &["REGIONAL"]) {
            return;
        }
        let id = Self::domain_id("ApiGatewayDomainNameV2", domain);
        let endpoint = site.text("REGIONAL");
        let holes = vec![
            ("domain", copy(domain, "DomainName")),
            ("certificate", copy(domain, "CertificateArn")),
            ("endpoint", endpoint.clone()),
            ("security", copy(domain, "SecurityPolicy")),
            ("mutual", copy(domain, "MutualTlsAuthentication")),
            ("tags", self.tag_map(word, None, &site)),
        ];
        self.make("http_domain", &id, &site, holes);
        self.rename(&site.id, "DomainName", &id);
        self.paths_of(domain, "api_mapping", "ApiMapping", &id, stage, &site);
        self.records(domain, &endpoint, &id, &site);
    }

    /// Tags as a mapping, with the one that SAM adds.
    pub(super) fn tag_map(&self, word: &str, tags: Option<&Value>, site: &Site) -> Value {
        let key = self.language.words.get(word).cloned().unwrap_or_default();
        let mut entries = vec![entry(&key, site.text("SAM"))];
        entries.extend(tags.into_iter().flat_map(Value::entries).cloned());
        map(entries, site.span)
    }

    /// Which paths of the host lead to the API.
    fn paths_of(
        &mut self,
        domain: &Value,
        shape: &str,
        end: &str,
        id: &str,
        stage: &str,
        site: &Site,
    ) {
        let written = prop(domain, "BasePath");
        let paths: Vec<Option<Value>> = match written {
            Some(paths) if matches!(paths.term, Term::List(_) | Term::Scalar(_)) => {
                paths.items().iter().cloned().map(Some).collect()
            }
            _ => vec![None],
        };
        for path in paths {
            let text = path.as_ref().and_then(literal).unwrap_or_default();
            let plain: String = text.chars().filter(|one| one.is_alphanumeric()).collect();
            if path
                .as_ref()
                .is_some_and(|path| literal(path).is_none() && !is_open(path))
            {
                self.refuse(
                    domain.span,
                    "`BasePath` has something else than texts",
                    "write texts",
                );
            }
            let value = match &path {
                Some(path) if shape == "api_mapping" => {
                    Value::text(text.trim_matches('/'), path.span)
                }
                Some(path) => Value::text(plain.clone(), path.span),
                None => site.absent(),
            };
            let holes = vec![
                ("domain", site.text(id)),
                ("api", site.text(site.id.clone())),
                ("stage", site.text(stage)),
                ("path", value),
            ];
            self.make(shape, &format!("{}{plain}{end}", site.id), site, holes);
        }
    }

    /// Records that lead the host name to the API; APIs share a group by zone.
    fn records(&mut self, domain: &Value, endpoint: &Value, id: &str, site: &Site) {
        let Some(route53) = prop(domain, "Route53") else {
            return;
        };
        let zone = prop(route53, "HostedZoneId").or_else(|| prop(route53, "HostedZoneName"));
        let zone = zone.map(super::super::print::print).unwrap_or_default();
        let separate = is_set(route53, "SeparateRecordSetGroup");
        let name = super::super::print::print(&copy(domain, "DomainName"));
        let group = match separate {
            true => format!("RecordSetGroup{}", digest(&format!("{zone}{name}"))),
            false => format!("RecordSetGroup{}", digest(&zone)),
        };
        let span = site.span;
        let attribute = |name: &str| reference(id, Some(name), span);
        let (host, zone) = match literal(endpoint) {
            Some("REGIONAL") => (
                attribute("RegionalDomainName"),
                attribute("RegionalHostedZoneId"),
            ),
            Some("EDGE") => (attribute("DistributionDomainName"), absent(span)),
            _ => (
                copy(route53, "VpcEndpointDomainName"),
                copy(route53, "VpcEndpointHostedZoneId"),
            ),
        };
        let mut records = match self.made_mut(&group) {
            Some(made) => prop(&made.properties, "RecordSets")
                .map_or_else(Vec::new, |one| one.items().to_vec()),
            None => Vec::new(),
        };
        let sorts: &[&str] = match is_set(route53, "IpV6") {
            true => &["A", "AAAA"],
            false => &["A"],
        };
        for sort in sorts {
            let holes = vec![
                ("name", copy(domain, "DomainName")),
                ("type", site.text(*sort)),
                ("host", host.clone()),
                ("zone", zone.clone()),
            ];
            records.push(self.part("record_set", site, holes));
        }
        let holes = vec![
            ("zone", copy(route53, "HostedZoneId")),
            ("zone_name", copy(route53, "HostedZoneName")),
            ("records", list(records, span)),
        ];
        self.make("record_set_group", &group, site, holes);
    }
}
