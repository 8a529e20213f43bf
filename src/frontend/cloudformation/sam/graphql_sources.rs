//! Sources of data of GraphQL APIs, with the roles that read them.
//!
//! In: an entry of `DataSources`. Out: the source, its role and the policy of the role.

use crate::syntax::{Entry, Value};

use super::connectors::Link;
use super::graphql::Known;
use super::make::{Sam, Site};
use super::policies::Role;
use super::values::{copy, entry, list, literal, map, prop, reference};

impl Sam<'_, '_> {
    /// Makes a connector that nobody wrote.
    pub(super) fn link(
        &mut self,
        id: String,
        source: Vec<Entry>,
        destination: Vec<Entry>,
        permissions: &[&str],
        site: &Site,
    ) {
        let permissions = permissions.iter().map(|one| site.text(*one)).collect();
        let properties = vec![
            entry("Source", map(source, site.span)),
            entry("Destination", map(destination, site.span)),
            entry("Permissions", list(permissions, site.span)),
        ];
        self.connect(&Link {
            id,
            site: site.clone(),
            properties: map(properties, site.span),
        });
    }

    /// A role that the API acts with; its name as a hole.
    pub(super) fn appsync_role(&mut self, id: &str, policy: Option<&str>, site: &Site) -> Value {
        let mut role = Role::default();
        if let Some(policy) = policy {
            let policy = self.managed(policy, site);
            role.attach(policy);
        }
        let trust = self.trust("appsync", site);
        let none = site.absent();
        self.make_role(id, site, trust, role, &none, site.absent());
        site.text(id)
    }

    /// A source of data.
    pub(super) fn graphql_source(
        &mut self,
        sort: &str,
        shape: &str,
        one: &Entry,
        site: &Site,
        known: &mut Known,
    ) {
        let at = site.at(one.key_span);
        let kind = if sort == "Lambda" {
            "Lambda"
        } else {
            "DynamoDB"
        };
        let id = format!("{}{}{kind}DataSource", site.id, one.key);
        let name = match prop(&one.value, "Name") {
            Some(name) => name.clone(),
            None => at.text(one.key.clone()),
        };
        let role_id = format!("{id}Role");
        let written = prop(&one.value, "ServiceRoleArn");
        let role = match written {
            Some(role) => role.clone(),
            None => {
                self.appsync_role(&role_id, None, &at);
                reference(&role_id, Some("Arn"), at.span)
            }
        };
        let region = match prop(&one.value, "Region") {
            Some(region) => region.clone(),
            None => super::super::reference::named("AWS::Region", at.span, at.span, self.scope),
        };
        let holes = vec![
            ("api", at.text(site.id.clone())),
            ("name", name),
            ("role", role),
            ("table", copy(&one.value, "TableName")),
            ("region", region),
            ("function", copy(&one.value, "FunctionArn")),
        ];
        self.make(shape, &id, &at, holes);
        known
            .sources
            .insert(one.key.clone(), reference(&id, Some("Name"), at.span));
        if written.is_some() {
            return;
        }
        self.graphql_source_policy(sort, shape, one, &at, (&id, &role_id));
    }

    /// The policy with which a source of data is read.
    fn graphql_source_policy(
        &mut self,
        sort: &str,
        shape: &str,
        one: &Entry,
        at: &Site,
        (id, role_id): (&str, &str),
    ) {
        let source_type = at.text(self.type_of(shape).to_owned());
        let source = vec![
            entry("Type", source_type),
            entry("Arn", reference(id, Some("DataSourceArn"), at.span)),
            entry("RoleName", reference(role_id, None, at.span)),
        ];
        let (arn, target, end, permissions): (Value, _, _, &[&str]) = match sort {
            "Lambda" => (
                copy(&one.value, "FunctionArn"),
                "function",
                "ToLambdaConnector",
                &["Write"],
            ),
            _ => (
                self.table_arn(&one.value, at),
                "table",
                "ToTableConnector",
                &["Read", "Write"],
            ),
        };
        let asked = prop(&one.value, "Permissions").map(|one| one.items().to_vec());
        let asked: Vec<String> = match asked {
            Some(items) => items
                .iter()
                .filter_map(literal)
                .map(str::to_owned)
                .collect(),
            None => permissions.iter().map(|one| (*one).to_owned()).collect(),
        };
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        let destination = vec![
            entry("Type", at.text(self.type_of(target).to_owned())),
            entry("Arn", arn),
        ];
        self.link(format!("{id}{end}"), source, destination, &asked, at);
    }

    fn table_arn(&mut self, source: &Value, site: &Site) -> Value {
        match prop(source, "TableArn") {
            Some(arn) => arn.clone(),
            None => {
                let holes = vec![("table", copy(source, "TableName"))];
                self.part("table_arn", site, holes)
            }
        }
    }
}
