//! The attributes of the vocabulary that the engine itself sets or reads.

use crate::vocabulary::{AttributeId, Vocabulary};

macro_rules! words {
    ($($(#[$doc:meta])* $field:ident = $name:literal),* $(,)?) => {
        /// Ids of the attributes that the engine sets or reads; `None` where the vocabulary lacks one.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Words {
            $($(#[$doc])* pub $field: Option<AttributeId>,)*
        }

        impl Words {
            /// Looks the words up.
            pub fn of(vocabulary: &Vocabulary) -> Self {
                Self { $($field: vocabulary.id($name),)* }
            }
        }
    };
}

words! {
    /// Name of a component.
    name = "name",
    /// Kind of a component.
    kind = "kind",
    /// Element of a component.
    element = "element",
    /// Presence of a component.
    presence = "presence",
    /// Service of a component.
    service = "service",
    /// Operator of a component's service.
    operator = "operator",
    /// Whether a BAA can cover the service.
    eligibility = "service.eligibility",
    /// Whether a component runs inside a VPC.
    in_vpc = "network.in_vpc",
    /// Whether a component runs in a network of the provider.
    managed_network = "network.managed",
    /// What a store is for.
    purpose = "store.purpose",
    /// The data class that a component holds by its nature.
    holds = "holds",
    /// What a flow carries.
    payload = "payload",
    /// Why a flow is believed.
    basis = "basis",
    /// How sure a flow is.
    level = "level",
    /// Which part of an exchange a flow is.
    leg = "leg",
    /// Whether a flow goes by a private endpoint.
    private = "private",
    /// Over which way a flow goes.
    way = "way",
    /// Why it goes that way.
    way_reason = "way.reason",
    /// Whether an endpoint lets everything pass.
    open_policy = "endpoint.open_policy",
    /// Whether somebody calls the family of an endpoint.
    endpoint_called = "endpoint.called",
    /// Families that are called and have no endpoint.
    endpoint_missing = "endpoint.missing_families",
    /// Whether a component can have an address on the internet at all.
    can_be_public = "network.public_address",
    /// What a component is in a network.
    network_part = "network.part",
    /// Where a route leads.
    route_destination = "route.destination",
    /// Whether a NAT gateway leads to the internet.
    connectivity = "network.connectivity",
    /// Whether names are resolved in a VPC.
    dns_support = "network.dns_support",
    /// Whether what runs in a VPC has names.
    dns_hostnames = "network.dns_hostnames",
    /// Whether a transit gateway joins networks with its default table.
    transit_association = "network.transit_association",
    /// Whether networks announce themselves there.
    transit_propagation = "network.transit_propagation",
    /// Whether a transit gateway has other tables.
    transit_tables = "network.transit_tables",
    /// What may pass an endpoint.
    endpoint_policy = "policy.endpoint",
    /// Range of addresses of a network.
    cidr = "network.cidr",
    /// Whether a component has an address on the internet.
    public = "exposure.public",
    /// Whether a load balancer has addresses on the internet.
    scheme = "exposure.scheme",
    /// Whether a key rotates.
    rotation = "key.rotation",
    /// Who manages the key of a store.
    key_manager = "encryption.key",
    /// Whether the key of a store rotates.
    store_rotation = "encryption.key_rotation",
    /// The service that an endpoint is for.
    endpoint_service = "endpoint.service",
    /// The type of an endpoint, gateway or interface.
    endpoint_type = "endpoint.type",
    /// Whether private DNS is on at an endpoint.
    private_dns = "network.private_dns",
    /// What a component is as a principal.
    principal = "principal",
    /// What a role is for.
    role_tier = "role.tier",
    /// Whether a principal may read PHI.
    phi_read = "access.phi_read",
    /// Whether a principal may write where PHI is.
    phi_write = "access.phi_write",
    /// Whether a principal can take a role that may read PHI.
    phi_through_roles = "access.phi_through_roles",
    /// Whether a principal may decrypt with a key of PHI.
    key_use = "access.key_use",
    /// Whether a principal may change such a key.
    key_manage = "access.key_manage",
    /// Permissions of a principal.
    identity_policy = "policy.identity",
    /// Permissions on a resource.
    resource_policy = "policy.resource",
    /// Who may assume a role.
    trust_policy = "policy.trust",
    /// Who may use a key.
    key_policy = "policy.key",
    /// Rules of a security group for traffic in.
    ingress = "network.ingress",
    /// Rules of a security group for traffic out.
    egress = "network.egress",
    /// Whether a security group states rules for traffic out.
    egress_stated = "network.egress_stated",
    /// Ranges of a prefix list.
    list_entries = "network.list_entries",
    /// Entries of a network access control list.
    acl_entries = "network.acl_entries",
    /// Entries of a network access control list for traffic out.
    acl_egress = "network.acl_egress",
    /// Whether a VPC is the one that the provider makes.
    provided_vpc = "network.provided_vpc",
    /// Whether a subnet decides on addresses where nothing is written.
    address_by_subnet = "network.address_by_subnet",
    /// Whether a machine has an elastic address.
    elastic_address = "network.elastic_address",
    /// Whether a balancer takes everything where no group is named.
    open_without_groups = "network.open_without_groups",
    /// The port at which a component listens.
    port = "network.port",
    /// Kinds of host of an API.
    endpoint_types = "api.endpoint_types",
    /// The route from the internet that begins at a component.
    front = "exposure.front",
    /// Whether a component has an address on the internet, of its own.
    public_address = "exposure.public_address",
    /// Whether the internet reaches a component.
    exposed = "exposure.internet",
    /// By which routes.
    exposure_routes = "exposure.routes",
    /// Whether it does at an address of its own.
    exposed_directly = "exposure.direct",
    /// At which ports.
    internet_ports = "exposure.internet_ports",
    /// Whether at a port of administration.
    exposed_administration = "exposure.administration",
    /// Whether at a port of a database.
    exposed_database = "exposure.database",
    /// Whether a subnet around a component is public.
    in_public_subnet = "network.public_subnet",
    /// Whether a subnet around a component gives public addresses.
    in_assigning_subnet = "network.assigning_subnet",
    /// Whether a component that names no security group is in the default one.
    joins_default_group = "network.joins_default_group",
    /// Whether a component stands in a default security group.
    in_default_group = "network.default_group",
    /// Whether what starts in a subnet gets a public address.
    public_on_launch = "network.public_ip_on_launch",
    /// Whether the security groups around a component let the internet in.
    open_ingress = "network.open_ingress",
    /// At which ports a security group in which nothing stands lets the internet in.
    open_without_members = "network.open_without_members",
    /// Whether all who call a function wait for its answer.
    awaited = "function.awaited",
    /// Whether a policy lets everybody act.
    public_policy = "exposure.public_policy",
    /// Whether only its account reaches a store with a public policy.
    restrict_public = "exposure.restrict_public_buckets",
    /// Services that permissions let in without saying for whom.
    services_for_anybody = "exposure.services_for_anybody",
    /// In which protocol requests go on.
    target_protocols = "transit.target_protocols",
    /// Whether anything that was read stands behind a group of targets.
    target_known = "transit.target_known",
    /// Code of a function that stands in the template.
    function_code = "function.code",
    /// Whether a service takes requests in clear text.
    clear_text = "transit.clear_text",
    /// Whether requests without TLS are refused.
    tls_only = "transit.tls_only",
    /// Whether a statement allows or denies.
    effect = "effect",
    /// The sort of policy of a statement.
    policy_sort = "policy",
    /// Whether the provider wrote it.
    policy_provided = "policy.provided",
    /// What a statement lets do.
    actions = "actions",
    /// The actions that it means, where it names them.
    action_patterns = "action_patterns",
    /// How much that is.
    actions_breadth = "actions.breadth",
    /// Whether it means all actions but those.
    actions_inverted = "actions.inverted",
    /// Whether one of them can be limited to resources.
    actions_resource_level = "actions.resource_level",
    /// On what a statement lets act.
    resources = "resources",
    /// How much that is.
    resources_breadth = "resources.breadth",
    /// Whether it means all resources but those.
    resources_inverted = "resources.inverted",
    /// Whom a statement names.
    principals = "principals",
    /// Whether it means all principals but those.
    principals_inverted = "principals.inverted",
    /// The services that it names.
    principals_services = "principals.services",
    /// The providers of identities that it names.
    principals_federated = "principals.federated",
    /// The accounts of those principals.
    principals_accounts = "principals.accounts",
    /// Keys of the conditions of all statements of a key's policy.
    condition_keys = "policy.condition_keys",
    /// Keys of the conditions of a statement.
    conditions = "conditions",
    /// Settings of a process.
    environment = "environment",
    /// Whether the environment holds a credential.
    environment_credential = "environment.credential_exposed",
    /// Whether calls of a model pass a guardrail.
    guarded = "guarded",
    /// How a flow compares between a design and the code.
    design = "design",
    /// Of what a design says something else than the code.
    contradictions = "design.contradictions",
    /// Whether a design has a component.
    bound = "design.bound",
    /// What stands on a flow between PHI and its target.
    barrier = "barrier",
    /// How a component removes identifiers.
    removal_method = "deidentification.method",
    /// Whether somebody vouches for that.
    removal_attested = "deidentification.attested",
    /// Which identifiers it leaves.
    removal_missing = "deidentification.missing",
    /// The zone of a component.
    zone = "zone",
    /// How far that is trusted.
    zone_trust = "zone.trust",
    /// What a component serves.
    stage = "stage",
    /// The account of a component.
    account = "account",
    /// The Region of a component.
    region = "region",
    /// The workspace of a component.
    workspace = "workspace",
    /// Whether an agreement with the operator of a component is declared.
    agreement_declared = "agreement.declared",
    /// Whether an agreement covers a component.
    agreement_covers = "agreement.covers",
    /// Why.
    agreement_status = "agreement.status",
    /// Whether an agreement with an operator is in force.
    agreement_in_force = "agreement.in_force",
    /// Features that a flow uses.
    features = "features",
    /// Those of them that the operator leaves out of agreements.
    features_excluded = "features.excluded",
    /// Those of them that no declared agreement covers.
    features_uncovered = "features.uncovered",
    /// The route to a model that a component is.
    route = "route",
    /// Whether a design has a routing policy.
    routing_stated = "routing.stated",
    /// Whether the policy lets a flow go by its route.
    route_allowed = "route.allowed",
    /// Whether the residency policy lets data be or go there.
    residency_allowed = "residency.allowed",
    /// Whether a policy could bind a call of a model to a guardrail.
    guardable = "guardable",
    /// Whether a call of a model is bound to the draft of a guardrail.
    draft = "guardrail.draft",
    /// Whether a guardrail is named by settings.
    attached = "guardrail.attached",
    /// Steps of a flow that no guardrail guards.
    unguarded_steps = "guardrail.unguarded_steps",
    /// Models to which an enforced guardrail is limited.
    guardrail_models = "guardrail.models",
    /// Whether an enforced guardrail covers a component.
    enforced = "guardrail.enforced",
    /// Whether a guardrail stands over retrieved passages.
    retrieval = "guardrail.retrieval",
    /// On whose infrastructure a service runs.
    infrastructure = "infrastructure",
    /// What a stored credential is for.
    secret_description = "secret.description",
    /// Models that a component names.
    model_ids = "model.ids",
    /// Models that a call names.
    model_profiles = "model.profiles",
    /// How far from its Region a call may be served.
    model_geography = "model.geography",
    /// Whether a model works only where prompts may be kept and reviewed.
    model_retention = "model.retention",
}

impl Words {
    /// Whether an attribute says where a component is.
    pub fn is_place(&self, attribute: AttributeId) -> bool {
        [
            self.account,
            self.region,
            self.zone,
            self.zone_trust,
            self.stage,
        ]
        .contains(&Some(attribute))
    }

    /// Whether an attribute is known of every component, whatever its kind.
    pub fn is_of_all(&self, attribute: AttributeId) -> bool {
        [
            self.name,
            self.kind,
            self.element,
            self.presence,
            self.service,
            self.operator,
            self.eligibility,
        ]
        .contains(&Some(attribute))
    }
}
