//! The resources of the fake namespace: what Azure Resource Manager has.

use super::fake::{Answer, PULL_HOST, Seen, refusal};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const BASE: &str = "https://management.azure.com/subscriptions/sub/resourceGroups/group/providers/Microsoft.Web\
                    /connectorGateways/space";
const API_VERSION: &str = "api-version=2026-05-01-preview";

pub(crate) const NAMESPACE_OBJECT: &str = "11111111-aaaa-bbbb-cccc-000000000001";
pub(crate) const CALLER_OBJECT: &str = "22222222-aaaa-bbbb-cccc-000000000002";
pub(crate) const TENANT: &str = "33333333-aaaa-bbbb-cccc-000000000003";

/// Members of the properties of a trigger configuration.
const TRIGGER_MEMBERS: [&str; 12] = [
    "description",
    "state",
    "type",
    "connectionDetails",
    "operationName",
    "parameters",
    "recurrence",
    "conditions",
    "settings",
    "metadata",
    "deliveryMode",
    "notificationDetails",
];

/// Fields of each kind of callback authentication: the required ones, then the optional ones.
const AUTHENTICATIONS: [(&str, &[&str], &[&str]); 6] = [
    ("QueryString", &["name", "value"], &[]),
    ("Raw", &["scheme", "parameter"], &[]),
    ("Basic", &["username", "password"], &[]),
    ("ManagedServiceIdentity", &["audience"], &["identity"]),
    ("ActiveDirectoryOAuth", &["tenant", "audience", "clientId", "secret"], &[]),
    ("ClientCertificate", &["pfx", "password"], &[]),
];

/// Resources by their path below the namespace, in lower case; the namespace's own path is empty.
#[derive(Default)]
pub(crate) struct Resources {
    pub(crate) found: BTreeMap<String, Value>,
    /// How many items a page of a list has.
    pub(crate) page: usize,
    /// The origin of links to the next page.
    pub(crate) next_origin: Option<&'static str>,
}

impl Resources {
    /// A namespace whose trigger `mail` can fire.
    pub(crate) fn ready() -> Self {
        let mut resources = Self { page: 100, ..Self::default() };
        let identity = json!({ "type": "SystemAssigned", "principalId": NAMESPACE_OBJECT, "tenantId": TENANT });
        resources.set(
            "",
            json!({ "location": "brazilsouth", "identity": identity, "properties": {
            "provisioningState": "Succeeded" } }),
        );
        resources.set(
            "connections/conn",
            json!({ "properties": {
            "connectorName": "office365",
            "connectionRuntimeUrl": "https://runtime.azure-apihub.net/apim/office365/1",
            "overallStatus": "Connected",
            "statuses": [{ "status": "Connected" }] } }),
        );
        for (name, object) in [("space", NAMESPACE_OBJECT), ("caller", CALLER_OBJECT)] {
            let identity = json!({ "objectId": object, "tenantId": TENANT });
            let principal = json!({ "type": "ActiveDirectory", "identity": identity });
            resources.set(
                &format!("connections/conn/accessPolicies/{name}"),
                json!({ "properties": { "principal": principal } }),
            );
        }
        resources.set(
            "triggerConfigs/mail",
            json!({ "properties": {
            "state": "Enabled",
            "provisioningState": "Succeeded",
            "connectionDetails": { "connectorName": "office365", "connectionName": "conn" },
            "operationName": "OnNewEmailV3",
            "parameters": [],
            "deliveryMode": "Poll" } }),
        );
        resources
    }

    pub(crate) fn set(&mut self, path: &str, resource: Value) {
        self.found.insert(path.to_lowercase(), resource);
    }

    /// The properties of a resource, to change them.
    pub(crate) fn properties(&mut self, path: &str) -> &mut Value {
        &mut self.found.get_mut(&path.to_lowercase()).unwrap()["properties"]
    }

    /// The response, or what is wrong with the request.
    pub(crate) fn answer(&mut self, seen: &Seen, generation: u32) -> Result<Answer, String> {
        let (address, query) = seen.url.split_once('?').unwrap_or((&seen.url, ""));
        if query.split('&').filter(|pair| *pair == API_VERSION).count() != 1
            || query.matches("api-version").count() != 1
        {
            return Err(format!("the query is not {API_VERSION}"));
        }
        // Another cloud has another host, and the same paths.
        let address = &address.replacen("https://management.other.example/", "https://management.azure.com/", 1);
        let below = address.strip_prefix(BASE).ok_or("not the address of the namespace")?;
        let path: Vec<&str> = below.trim_start_matches('/').split('/').filter(|part| !part.is_empty()).collect();
        let key = path.join("/").to_lowercase();
        match (seen.method.as_str(), path.as_slice()) {
            (
                "GET",
                ["connections" | "triggerConfigs"]
                | ["connections", _, "accessPolicies"]
                | ["triggerConfigs", _, "runs"],
            ) => Ok(self.list(&key, address, query, generation)),
            ("GET", _) => Ok(match self.found.get(&key) {
                Some(found) => Answer::json(200, &described(&key, found, generation)),
                None => missing(),
            }),
            ("PUT", path) => {
                self.check_put(path, &seen.body)?;
                let mut made = seen.body.clone();
                if path.is_empty() {
                    made["identity"]["principalId"] = NAMESPACE_OBJECT.into();
                    made["identity"]["tenantId"] = TENANT.into();
                }
                made["properties"]["provisioningState"] = "Succeeded".into();
                if path.len() == 2 && path[0] == "connections" {
                    made["properties"]["statuses"] = json!([{ "status": "Unauthenticated" }]);
                    made["properties"]["overallStatus"] = "Unauthenticated".into();
                } else if path.len() == 2 && made["properties"]["state"].is_null() {
                    made["properties"]["state"] = "Enabled".into();
                }
                let answer = Answer::json(201, &described(&key, &made, generation));
                self.found.insert(key, made);
                Ok(answer)
            }
            ("DELETE", _) => Ok(Answer::empty(if self.found.remove(&key).is_some() { 200 } else { 204 })),
            ("POST", ["connections", name, "listConsentLinks"]) => {
                let parameter = &seen.body["parameters"][0];
                if !parameter["redirectUrl"].is_string() || parameter["parameterName"] != "token" {
                    return Err("redirectUrl and parameterName `token` are needed".into());
                }
                let link = format!("https://consent.example/{name}?code=consent-hunter2");
                Ok(Answer::json(200, &json!({ "value": [{ "link": link, "status": "Unauthenticated" }] })))
            }
            ("POST", ["triggerConfigs", name, action @ ("enable" | "disable")]) => {
                let state = if *action == "enable" { "Enabled" } else { "Disabled" };
                match self.found.get_mut(&format!("triggerconfigs/{}", name.to_lowercase())) {
                    Some(found) => found["properties"]["state"] = state.into(),
                    None => return Ok(missing()),
                }
                Ok(Answer::empty(200))
            }
            _ => Err("no such operation".into()),
        }
    }

    fn list(&self, key: &str, address: &str, query: &str, generation: u32) -> Answer {
        let prefix = format!("{key}/");
        let children =
            self.found.iter().filter(|(path, _)| path.strip_prefix(&prefix).is_some_and(|name| !name.contains('/')));
        let skipped = query.split('&').find_map(|pair| pair.strip_prefix("skip=")).unwrap_or("0").parse().unwrap();
        let items: Vec<_> = children.map(|(path, found)| described(path, found, generation)).collect();
        let page: Vec<_> = items.iter().skip(skipped).take(self.page).collect();
        let mut body = json!({ "value": page });
        if skipped + page.len() < items.len() {
            let path = address.strip_prefix("https://management.azure.com").unwrap();
            let origin = self.next_origin.unwrap_or("https://management.azure.com");
            body["nextLink"] = format!("{origin}{path}?{API_VERSION}&skip={}", skipped + page.len()).into();
        }
        Answer::json(200, &body)
    }

    fn check_put(&self, path: &[&str], body: &Value) -> Result<(), String> {
        let properties = body["properties"].as_object().ok_or("no properties")?;
        match path {
            [] if body["location"].is_string() && body["identity"]["type"].is_string() => Ok(()),
            ["connections", _] if properties["connectorName"].is_string() => {
                only(properties.keys(), &["connectorName", "parameterValues"])
            }
            ["connections", connection, "accessPolicies", _] => {
                let principal = &properties["principal"];
                let identity = &principal["identity"];
                let is_whole = identity["objectId"].is_string() && identity["tenantId"].is_string();
                if !self.found.contains_key(&format!("connections/{connection}")) {
                    return Err("no such connection".into());
                }
                let is_whole = is_whole && principal["type"] == "ActiveDirectory";
                is_whole.then_some(()).ok_or_else(|| "not an access policy".into())
            }
            ["triggerConfigs", _] => check_trigger(&body["properties"]),
            _ => Err("no such resource, or a required member is missing".into()),
        }
    }
}

fn missing() -> Answer {
    refusal(404, "ResourceNotFound", "The resource was not found.")
}

fn only<'a>(members: impl Iterator<Item = &'a String>, known: &[&str]) -> Result<(), String> {
    members
        .into_iter()
        .find(|member| !known.contains(&member.as_str()))
        .map_or(Ok(()), |member| Err(format!("Could not find member '{member}' on object")))
}

fn check_trigger(properties: &Value) -> Result<(), String> {
    only(properties.as_object().unwrap().keys(), &TRIGGER_MEMBERS)?;
    let details = &properties["connectionDetails"];
    for (what, value) in [
        ("connectorName", &details["connectorName"]),
        ("connectionName", &details["connectionName"]),
        ("operationName", &properties["operationName"]),
    ] {
        if !value.is_string() {
            return Err(format!("missing required property '{what}'"));
        }
    }
    let parameters = properties["parameters"]
        .as_array()
        .ok_or("Cannot deserialize the current JSON into ConnectorGatewayOperationsParameter[]")?;
    for parameter in parameters {
        let parameter = parameter.as_object().ok_or("a parameter is not an object")?;
        only(parameter.keys(), &["name", "value"])?;
        if parameter.len() != 2 || !parameter["name"].is_string() {
            return Err("a parameter has no name or no value".into());
        }
    }
    let notification = &properties["notificationDetails"];
    match (&properties["deliveryMode"], notification) {
        (Value::String(mode), Value::Null) if mode == "Poll" => return Ok(()),
        (Value::Null, Value::Object(members)) => {
            only(members.keys(), &["callbackUrl", "httpMethod", "authentication", "body"])?;
        }
        _ => return Err("either deliveryMode `Poll` or notificationDetails".into()),
    }
    if !notification["callbackUrl"].as_str().is_some_and(|url| url.starts_with("https://")) {
        return Err("callbackUrl is not an absolute https URL".into());
    }
    let Some(authentication) = notification["authentication"].as_object() else { return Ok(()) };
    let kind = AUTHENTICATIONS.iter().find(|(kind, ..)| authentication["type"] == *kind);
    let (_, required, optional) = kind.ok_or("no such kind of authentication")?;
    let known: Vec<&str> = required.iter().chain(*optional).copied().chain(["type"]).collect();
    only(authentication.keys(), &known)?;
    let is_whole = required.iter().all(|field| authentication.get(*field).is_some_and(Value::is_string));
    is_whole.then_some(()).ok_or_else(|| "a field of the authentication is missing".into())
}

/// A resource as the service describes it, with members that no client knows.
fn described(key: &str, resource: &Value, generation: u32) -> Value {
    let mut described = resource.clone();
    let path: Vec<&str> = key.split('/').collect();
    described["id"] = format!("/subscriptions/sub/…/space/{key}").into();
    described["name"] = path.last().copied().filter(|name| !name.is_empty()).unwrap_or("space").into();
    described["systemData"] = json!({ "createdBy": "someone" });
    let properties = &mut described["properties"];
    properties["somethingNew"] = json!([1, null]);
    if properties["deliveryMode"] == "Poll" && properties["pollingEndpoints"].is_null() {
        let at = |action: &str| {
            format!("https://{PULL_HOST}/api/connectorGateways/g{generation}/triggerConfigs/{}/{action}", path[1])
        };
        properties["pollingEndpoints"] = json!({
            "receiveUri": format!("{}?maxEvents=99&sig=a%2Bb", at("receive")),
            "acknowledgeUri": at("acknowledge"),
            "hasMessagesUri": at("hasMessages"),
            "approximateQueueDepthUri": at("approximateQueueDepth"),
        });
    }
    described
}
