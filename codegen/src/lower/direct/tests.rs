//! Small folders in, a summary of how they are called directly out.

use crate::diagnostic::{Diagnostics, NoDirectReason};
use crate::input::{Input, InputFile};
use crate::lower::lower;
use crate::model::direct::{Change, Credential, Exists, Expression, ParameterKind, Rule, SignIn, Through};
use crate::model::{Connector, Remark};
use crate::span::Sources;
use crate::spec::Definition;

/// A folder with the operations `Do` and `Other`, these members of the definition's root and these properties.
fn read(root: &str, properties: &str) -> (Connector, Vec<(&'static str, String)>) {
    read_with(root, properties, "")
}

/// Like [`read`], with these members of `Other`'s path item.
fn read_with(root: &str, properties: &str, other: &str) -> (Connector, Vec<(&'static str, String)>) {
    read_beside(root, properties, other, None)
}

/// Like [`read_with`], with this script beside the definition.
fn read_beside(
    root: &str,
    properties: &str,
    other: &str,
    script: Option<&str>,
) -> (Connector, Vec<(&'static str, String)>) {
    let definition = format!(
        r#"{{"swagger": "2.0", "info": {{"title": "T", "version": "1"}}, {root} "paths": {{
            "/do/{{id}}": {{"get": {{"operationId": "Do", "parameters": [
                {{"name": "id", "in": "path", "required": true, "type": "string"}}
            ], "responses": {{"200": {{}}}}}}}},
            "/other": {{{other} "get": {{"operationId": "Other", "responses": {{"200": {{}}}}}}}}
        }}}}"#
    );
    let file = |path: &str, text: String| InputFile { path: path.to_owned(), bytes: text.into_bytes() };
    let input = Input {
        folder: "test".to_owned(),
        definition: file("apiDefinition.swagger.json", definition),
        properties: Some(file("apiProperties.json", format!(r#"{{"properties": {{{properties}}}}}"#))),
        script: script.map(|path| file(path, "public class Script".to_owned())),
        ..Input::default()
    };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(input, &mut sources, &mut diagnostics).unwrap();
    let connector = lower(&definition, &mut diagnostics).unwrap();
    let said = diagnostics.iter().map(|it| (it.problem.code(), it.problem.message())).collect();
    (connector, said)
}

const HOST: &str = r#""host": "a.example", "basePath": "v1", "schemes": ["https"],"#;

/// Where credentials go and what is asked, in one line.
fn summary(root: &str, properties: &str) -> String {
    let direct = match read(&format!("{HOST} {root}"), properties).0.direct {
        Ok(direct) => direct,
        Err(reason) => return format!("no: {reason:?}"),
    };
    let schemes = direct.schemes.iter().map(|scheme| {
        let asked =
            scheme.parameters.iter().map(|it| format!("{}{}", it.key, if it.is_positional() { "" } else { "?" }));
        let put = scheme.credentials.iter().map(|credential| match credential {
            Credential::Header { name, parameter } => format!("{parameter} in header {name}"),
            Credential::Query { name, parameter } => format!("{parameter} in query {name}"),
            Credential::Basic { user, password } => format!("basic of {user} and {password}"),
            Credential::Bearer => "bearer".to_owned(),
        });
        let (asked, put): (Vec<_>, Vec<_>) = (asked.collect(), put.collect());
        format!("{}: {}", asked.join(", "), put.join("; "))
    });
    schemes.collect::<Vec<_>>().join(" | ")
}

fn schemes(schemes: &str) -> String {
    format!(r#""securityDefinitions": {{{schemes}}},"#)
}

fn parameters(parameters: &str) -> String {
    format!(r#""connectionParameters": {{{parameters}}}"#)
}

fn policy(template: &str, more: &str) -> String {
    format!(r#"{{"templateId": "{template}", "title": "", "parameters": {{{more}}}}}"#)
}

const KEY: &str = r#""k": {"type": "apiKey", "in": "header", "name": "X-Key"}"#;
const QUERY_KEY: &str = r#""q": {"type": "apiKey", "in": "query", "name": "token"}"#;
const OAUTH: &str = r#""o": {"type": "oauth2"}"#;
const SECRET: &str = r#""api_key": {"type": "securestring"}"#;
const TOKEN: &str = r#""token": {"type": "oauthSetting"}"#;

#[test]
fn a_key_takes_the_secret() {
    assert_eq!(summary(&schemes(KEY), &parameters(SECRET)), "api_key: api_key in header X-Key");
    assert_eq!(summary(&schemes(QUERY_KEY), &parameters(SECRET)), "api_key: api_key in query token");
    let two = r#""Token": {"type": "securestring"}, "xKey": {"type": "securestring"}"#;
    let both = summary(&schemes(&format!("{KEY}, {QUERY_KEY}")), &parameters(two));
    assert_eq!(both, "Token, xKey: xKey in header X-Key; Token in query token");
}

#[test]
fn what_security_does_not_admit_does_not_count() {
    let root = format!(r#"{} "security": [{{"q": []}}],"#, schemes(&format!("{KEY}, {QUERY_KEY}")));
    assert_eq!(summary(&root, &parameters(SECRET)), "api_key: api_key in query token");
}

#[test]
fn basic_takes_user_and_password() {
    let pair = r#""username": {"type": "string"}, "password": {"type": "securestring"}"#;
    let basic = schemes(r#""b": {"type": "basic"}"#);
    assert_eq!(summary(&basic, &parameters(pair)), "username, password: basic of username and password");
    assert_eq!(summary("", &parameters(pair)), "username, password: basic of username and password");
    assert_eq!(summary(&basic, ""), "username, password: basic of username and password");
}

#[test]
fn a_token_is_the_bearers_or_has_a_header_of_its_own() {
    assert_eq!(summary(&schemes(OAUTH), &parameters(TOKEN)), "token: bearer");
    let both = schemes(&format!("{OAUTH}, {KEY}"));
    assert_eq!(summary(&both, &parameters(TOKEN)), "token: bearer");
    let either = format!(r#"{both} "security": [{{"o": []}}, {{"k": []}}],"#);
    assert_eq!(summary(&either, &parameters(TOKEN)), "token: token in header X-Key");
    assert_eq!(summary(&schemes(KEY), &parameters(TOKEN)), "token: token in header X-Key");
    let (connector, _) = read(HOST, &parameters(&format!(r#"{TOKEN}, "token:tenant": {{"type": "string"}}"#)));
    assert_eq!(connector.direct.unwrap().schemes[0].sign_in_only, ["token:tenant"]);
}

/// Where tokens come from: whether from Entra, authorization, token and refresh URL, and the scopes.
fn sign_in(root: &str, settings: &str) -> String {
    let token = format!(r#""token": {{"type": "oauthSetting", "oAuthSettings": {{{settings}}}}}"#);
    let direct = read(&format!("{HOST} {root}"), &parameters(&token)).0.direct.unwrap();
    let ParameterKind::Token(sign_in) = &direct.schemes[0].parameters[0].kind else { panic!("no token is asked for") };
    let SignIn { scopes, of_entra, authorization_url, token_url, refresh_url } = sign_in;
    let url = |url: &Option<String>| url.clone().unwrap_or_else(|| "-".to_owned());
    let entra = if *of_entra { "entra " } else { "" };
    format!("{entra}{} {} {} {scopes:?}", url(authorization_url), url(token_url), url(refresh_url))
}

#[test]
fn a_sign_in_is_what_the_connection_parameter_says_and_then_the_definition() {
    let scheme = r#""type": "oauth2", "authorizationUrl": "https://d.example/a", "tokenUrl": "https://d.example/t""#;
    let root = format!(r#"{} "security": [{{"o": ["one two", "three"]}}],"#, schemes(&format!(r#""o": {{{scheme}}}"#)));
    assert_eq!(sign_in(&root, ""), r#"https://d.example/a https://d.example/t - ["one", "two", "three"]"#);
    let custom = |key: &str, value: &str| format!(r#""{key}": {{"value": {value}}}"#);
    let stated = [
        custom("tokenUrl", r#""https://p.example/t""#),
        custom("RefreshUrl", r#""https://p.example/r""#),
        custom("authorizationUrl", r#""https://<your instance>""#),
        custom("tokenBodyTemplate", r#""x={y}""#),
    ];
    let stated = format!(r#""scopes": ["mine"], "customParameters": {{{}}}"#, stated.join(", "));
    assert_eq!(sign_in(&root, &stated), r#"https://d.example/a https://p.example/t https://p.example/r ["mine"]"#);
    let templates = [
        custom("authorizationUrlTemplate", r#""{Site}/a""#),
        custom("tokenUrlTemplate", r#""https://{Region}.p.example/t""#),
        custom("refreshUrlTemplate", "null"),
    ];
    let templates = format!(r#""customParameters": {{{}}}"#, templates.join(", "));
    assert_eq!(sign_in("", &templates), "{Site}/a https://{Region}.p.example/t - []");
    let hostile = custom("tokenUrl", r#""https://p.example/\u000a#[attribute]""#);
    assert_eq!(sign_in("", &format!(r#""customParameters": {{{hostile}}}"#)), "- - - []");
}

#[test]
fn entra_is_told_by_name_and_its_addresses_are_its_own() {
    let root = schemes(r#""o": {"type": "oauth2", "tokenUrl": "https://login.windows.net/common/oauth2/authorize"}"#);
    let resource = r#""identityProvider": "AAD", "customParameters": {"resourceUri": {"value": "https://r.example/"}}"#;
    assert_eq!(sign_in(&root, resource), r#"entra - - - ["https://r.example/.default"]"#);
}

#[test]
fn a_secret_that_every_operation_takes_from_its_caller_is_not_asked_for() {
    let secret = parameters(r#""I-D": {"type": "securestring"}"#);
    // `Do` has its `id`; only with this does `Other`.
    let refusal = NoDirectReason::SecretWithoutUse { parameter: "I-D".to_owned() };
    let definition = |shared: &str| {
        let (connector, _) = read_with(HOST, &secret, shared);
        connector.direct.map(|direct| direct.schemes[0].sign_in_only.clone())
    };
    assert_eq!(definition("").unwrap_err(), refusal);
    assert_eq!(
        definition(r#""parameters": [{"name": "i_d", "in": "query", "type": "string"}],"#),
        Ok(vec!["I-D".to_owned()])
    );
}

#[test]
fn sets_are_ways_of_their_own() {
    let set = |name: &str, parameters: &str| format!(r#"{{"name": "{name}", "parameters": {{{parameters}}}}}"#);
    let sets = format!(r#""connectionParameterSets": {{"values": [{}, {}]}}"#, set("oauth", TOKEN), set("key", SECRET));
    let both = schemes(&format!("{OAUTH}, {KEY}"));
    assert_eq!(summary(&both, &sets), "token: bearer | api_key: api_key in header X-Key");
}

#[test]
fn without_a_place_for_a_secret_there_is_no_direct_call() {
    assert_eq!(summary("", &parameters(SECRET)), r#"no: SecretWithoutUse { parameter: "api_key" }"#);
    // The definition may say that nobody has to say who he is, or leave it to each operation.
    assert_eq!(summary(r#""securityDefinitions": {}, "security": [],"#, &parameters(SECRET)), ": ");
    let unsaid = summary(&format!(r#"{} "security": [],"#, schemes(r#""x": {"type": "mutual"}"#)), &parameters(SECRET));
    assert_eq!(unsaid, r#"no: SecretWithoutUse { parameter: "api_key" }"#);
    let gateway = parameters(r#""gateway": {"type": "gatewaySetting"}"#);
    assert_eq!(summary("", &gateway), "no: Gateway");
    let set = policy(
        "setHeader",
        r#""x-ms-apimTemplateParameter.name": "X", "x-ms-apimTemplateParameter.value": "K @ConnectionParameters('API_KEY')""#,
    );
    let named = format!(r#"{}, "policyTemplateInstances": [{set}]"#, parameters(SECRET));
    assert_eq!(summary("", &named), "api_key?: ");
}

#[test]
fn an_address_is_https_and_nothing_else() {
    let base = |root: &str| read(root, "").0.direct.map(|direct| direct.base);
    assert_eq!(base(HOST), Ok("https://a.example/v1".to_owned()));
    assert_eq!(base(r#""host": "a.example", "schemes": ["http"],"#), Err(NoDirectReason::HttpOnly));
    assert_eq!(base(""), Err(NoDirectReason::NoHost));
    assert_eq!(base(r#""host": "u@evil.test","#), Err(NoDirectReason::InvalidHost));
}

#[test]
fn more_parameters_or_policies_than_any_connector_has() {
    let direct = |properties: &str| read(HOST, properties).0.direct.map(drop);
    let keys =
        |count: usize| (0..count).map(|number| format!(r#""k{number}": {{"type": "string"}}"#)).collect::<Vec<_>>();
    assert_eq!(direct(&parameters(&keys(1_000).join(","))), Ok(()));
    let most = "1000".to_owned();
    let too_many = NoDirectReason::TooManyParameters { most: most.clone() };
    assert_eq!(direct(&parameters(&keys(1_001).join(","))), Err(too_many.clone()));
    let api_keys = |count: usize| {
        let key = |number| format!(r#""k{number}": {{"type": "apiKey", "in": "header", "name": "X-{number}"}}"#);
        let root = format!("{HOST} {}", schemes(&(0..count).map(key).collect::<Vec<_>>().join(",")));
        read(&root, "").0.direct.map(drop)
    };
    assert_eq!((api_keys(1_000), api_keys(1_001)), (Ok(()), Err(too_many)));
    let policies = |count: usize| {
        let policies = vec![policy("updatenextlink", ""); count].join(",");
        direct(&format!(r#""policyTemplateInstances": [{policies}]"#))
    };
    assert_eq!((policies(1_000), policies(1_001)), (Ok(()), Err(NoDirectReason::TooManyPolicies { most })));
}

#[test]
fn scripts_close_their_operations_and_an_empty_list_closes_all() {
    let (connector, said) = read(HOST, r#""scriptOperations": ["other", "Gone"]"#);
    assert_eq!(connector.direct.as_ref().unwrap().through_connection, Through::Some(["Other".to_owned()].into()));
    let other = connector.operations.iter().find(|operation| operation.id == "Other").unwrap();
    assert!(other.remarks.contains(&Remark::ThroughConnection));
    let codes: Vec<_> = said.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["letter-case", "policy-unknown-operation"]);
    let all = read(HOST, r#""scriptOperations": []"#).0.direct.unwrap_err();
    assert_eq!(all, NoDirectReason::AllScripts);
}

#[test]
fn a_script_without_a_list_of_operations_closes_all() {
    for stated in ["", r#""scriptOperations": []"#, r#""scriptOperations": null"#] {
        let (connector, said) = read_beside(HOST, stated, "", Some("folder/Script.csx"));
        let reason = NoDirectReason::Script { file: "Script.csx".to_owned() };
        assert_eq!(connector.direct.unwrap_err(), reason, "{stated}");
        assert_eq!(said.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["no-direct-calls"], "{stated}");
    }
    let listed = read_beside(HOST, r#""scriptOperations": ["Other"]"#, "", Some("script.csx")).0.direct.unwrap();
    assert_eq!(listed.through_connection, Through::Some(["Other".to_owned()].into()));
}

#[test]
fn the_older_list_of_script_operations_counts_too() {
    let closed = |stated: &str| read_beside(HOST, stated, "", None).0.direct.map(|direct| direct.through_connection);
    let older = r#""script": {"operationIds": ["Other"]}"#;
    let only = |ids: &[&str]| Through::Some(ids.iter().map(|&id| id.to_owned()).collect());
    assert_eq!(closed(older).unwrap(), only(&["Other"]));
    assert_eq!(closed(&format!(r#"{older}, "scriptOperations": null"#)).unwrap(), only(&["Other"]));
    let both = closed(&format!(r#"{older}, "scriptOperations": ["Do"]"#));
    assert_eq!(both.unwrap_err(), NoDirectReason::AllScripts);
    assert_eq!(closed(&format!(r#"{older}, "scriptOperations": []"#)).unwrap_err(), NoDirectReason::AllScripts);
    assert_eq!(closed(r#""script": {"operationIds": []}"#).unwrap(), only(&[]));
    assert_eq!(closed(r#""script": "name.csx""#).unwrap(), only(&[]));
}

#[test]
fn what_is_not_understood_of_a_policy_is_named_and_closes_its_operations() {
    let name = r#""x-ms-apimTemplateParameter.name": "X""#;
    let operation = r#""x-ms-apimTemplate-operationName": ["Do"]"#;
    for (template, more, code) in [
        ("setcookie", operation.to_owned(), "unknown-policy"),
        ("setheader", format!("{name}, {operation}"), "policy-left-out"),
        ("dynamicsubdomain", operation.to_owned(), "policy-left-out"),
    ] {
        let policies = format!(r#""policyTemplateInstances": [{}]"#, policy(template, &more));
        let (connector, said) = read(HOST, &policies);
        assert_eq!(said.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{template}");
        let direct = connector.direct.unwrap();
        assert!(direct.policies.is_empty() && direct.through_connection.holds("Do"), "{template}");
        assert!(!direct.through_connection.holds("Other"), "{template}");
    }
    let value = r#""x-ms-apimTemplateParameter.value": "@guid('x')""#;
    let unread = r#""x-ms-apimTemplateParameter.odd": "y""#;
    let policies =
        format!(r#""policyTemplateInstances": [{}]"#, policy("setheader", &format!("{name}, {value}, {unread}")));
    let (connector, said) = read(HOST, &policies);
    assert_eq!(said.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["unknown-function", "unknown-key"]);
    assert_eq!(connector.direct.unwrap().policies.len(), 1);
}

#[test]
fn a_policy_for_operations_that_do_not_exist_is_for_none() {
    let more = r#""x-ms-apimTemplateParameter.urlTemplate": "https://b.example",
        "x-ms-apimTemplate-operationName": ["Gone"]"#;
    let policies = format!(r#""policyTemplateInstances": [{}]"#, policy("dynamichosturl", more));
    let (connector, said) = read(HOST, &policies);
    assert_eq!(said.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["policy-unknown-operation"]);
    assert!(connector.direct.unwrap().policies.is_empty());
}

#[test]
fn a_value_from_an_address_goes_to_a_header_or_a_query_parameter() {
    let target = |template: &str| {
        let more = format!(
            r#""x-ms-apimTemplateParameter.parameterTemplate": "{template}",
            "x-ms-apimTemplateParameter.parameterValueUrl": "/other",
            "x-ms-apimTemplateParameter.parameterValuePathTemplate": "@body().a""#
        );
        let policies = format!(r#""policyTemplateInstances": [{}]"#, policy("setvaluefromurl", &more));
        let policies = read(HOST, &policies).0.direct.map(|direct| direct.policies).unwrap_or_default();
        policies.into_iter().next().map(|policy| match policy.rule {
            Rule::FromUrl { target, .. } => target,
            rule => panic!("{rule:?}"),
        })
    };
    assert_eq!(target("@headers('X')"), Some(Expression::Header("X".to_owned(), None)));
    assert_eq!(target("@queryParameters('q')"), Some(Expression::Query("q".to_owned(), None)));
    assert_eq!((target("@body().a"), target("X")), (None, None));
}

#[test]
fn a_flag_of_a_policy_has_a_default_of_its_own() {
    let change = |template: &str, more: &str| {
        let paths = ["srcParentPath", "dstParentPath", "propertyParentPath", "newPropertyPath"];
        let paths = paths.map(|name| format!(r#""x-ms-apimTemplateParameter.{name}": "@body()""#)).join(", ");
        let policies = format!(r#""policyTemplateInstances": [{}]"#, policy(template, &format!("{paths}{more}")));
        let policies = read(HOST, &policies).0.direct.unwrap().policies;
        policies.into_iter().next().map(|policy| match policy.rule {
            Rule::Reshape {
                change: Change::Move { properties: flag } | Change::ToObject { retain: flag, .. }, ..
            } => flag,
            rule => panic!("{rule:?}"),
        })
    };
    let flag = |name: &str, value: &str| format!(r#", "x-ms-apimTemplateParameter.{name}": {value}"#);
    let only = "copyOnlySubProperties";
    assert_eq!(change("moveproperties", ""), Some(false));
    assert_eq!(change("moveproperties", &flag(only, "true")), Some(true));
    assert_eq!(change("moveproperties", &flag(only, r#""True""#)), Some(true));
    let key = flag("keyWithinCollectionPath", r#""id""#);
    assert_eq!(change("convertarraytoobject", &key), Some(true));
    assert_eq!(change("convertarraytoobject", &format!("{key}{}", flag("retainKey", "false"))), Some(false));
}

#[test]
fn a_route_has_the_operations_method_or_one_that_requests_have() {
    let route = |method: &str| {
        let more = format!(
            r#""x-ms-apimTemplateParameter.newPath": "/new", "x-ms-apimTemplateParameter.httpMethod": {method}"#
        );
        let policies = format!(r#""policyTemplateInstances": [{}]"#, policy("routerequesttoendpoint", &more));
        let policies = read(HOST, &policies).0.direct.map(|direct| direct.policies).unwrap_or_default();
        policies.into_iter().next().map(|policy| match policy.rule {
            Rule::Route(_, method) => method,
            rule => panic!("{rule:?}"),
        })
    };
    assert_eq!(route(r#""post""#), Some(Some("POST".to_owned())));
    assert_eq!((route(r#"" ""#), route(r#""@Request.OriginalHTTPMethod""#)), (Some(None), Some(None)));
    assert_eq!(route(r#""fetch""#), None);
}

#[test]
fn a_policy_says_what_becomes_of_a_value_that_is_there() {
    let exists = |stated: &str| {
        let more = format!(
            r#""x-ms-apimTemplateParameter.name": "X", "x-ms-apimTemplateParameter.value": "v",
            "x-ms-apimTemplateParameter.existsAction": {stated}"#
        );
        let policies = format!(r#""policyTemplateInstances": [{}]"#, policy("setheader", &more));
        let policies = read(HOST, &policies).0.direct.map(|direct| direct.policies).unwrap_or_default();
        policies.into_iter().next().map(|policy| match policy.rule {
            Rule::Header(_, _, exists) => exists,
            rule => panic!("{rule:?}"),
        })
    };
    assert_eq!([r#""""#, r#""override""#].map(exists), [Some(Exists::Override), Some(Exists::Override)]);
    assert_eq!([r#""Skip""#, r#""append""#].map(exists), [Some(Exists::Skip), Some(Exists::Append)]);
    assert_eq!(exists(r#""merge""#), None);
}

/// A policy with these parameters, without the prefix of their names, and with these other members.
fn with(template: &str, stated: &[(&str, &str)], more: &[&str]) -> String {
    let stated = stated.iter().map(|(name, value)| format!(r#""x-ms-apimTemplateParameter.{name}": "{value}""#));
    policy(template, &stated.chain(more.iter().map(|&more| more.to_owned())).collect::<Vec<_>>().join(", "))
}

fn policies(policies: &[String]) -> String {
    format!(r#""policyTemplateInstances": [{}]"#, policies.join(", "))
}

#[test]
fn a_parameter_of_the_address_is_needed_unless_it_has_a_default() {
    let text = parameters(r#""site": {"type": "string"}"#);
    for (template, name, value, expected) in [
        ("dynamichosturl", "urlTemplate", "https://@connectionParameters('Site').example", "site: "),
        ("dynamichosturl", "urlTemplate", "https://@connectionParameters('Site','a').example", "site?: "),
        ("routerequesttoendpoint", "newPath", "/@connectionParameters('Site')", "site?: "),
    ] {
        let properties = format!("{text}, {}", policies(&[with(template, &[(name, value)], &[])]));
        assert_eq!(summary("", &properties), expected, "{value}");
    }
}

#[test]
fn a_secret_beside_a_sign_in_may_be_without_use() {
    assert_eq!(summary(&schemes(OAUTH), &parameters(&format!("{TOKEN}, {SECRET}"))), "token: bearer");
}

#[test]
fn names_make_a_pair_only_if_nothing_else_says_where_it_goes() {
    const PAIR: &str = r#""username": {"type": "string"}, "password": {"type": "securestring"}"#;
    assert_eq!(summary(&schemes(KEY), &parameters(PAIR)), "password: password in header X-Key");
    let header = |key: &str| {
        let value = format!("@connectionParameters('{key}')");
        policies(&[with("setheader", &[("name", "X"), ("value", &value)], &[])])
    };
    let three = parameters(&format!(r#"{PAIR}, "region": {{"type": "string"}}"#));
    let unused = r#"no: SecretWithoutUse { parameter: "password" }"#;
    assert_eq!(summary("", &format!("{three}, {}", header("username"))), unused);
    assert_eq!(summary("", &format!("{three}, {}", header("password"))), "password?: ");
    assert_eq!(summary("", &three), "username, password: basic of username and password");
}

#[test]
fn basic_takes_two_parameters_by_name_or_the_only_two() {
    let basic = schemes(r#""b": {"type": "basic"}"#);
    for (keys, expected) in [
        (vec!["region", "user", "password"], "user, password: basic of user and password"),
        (vec!["login", "key"], "login, key: basic of login and key"),
        (vec!["account", "userPassword"], "account, userPassword: basic of account and userPassword"),
        (vec!["login", "key", "region"], ": "),
    ] {
        let text: Vec<_> = keys.iter().map(|key| format!(r#""{key}": {{"type": "string"}}"#)).collect();
        assert_eq!(summary(&basic, &parameters(&text.join(", "))), expected, "{keys:?}");
    }
}

#[test]
fn a_key_without_a_parameter_is_reported_unless_another_key_has_one() {
    let codes = |keys: &str, stated: &str| {
        let (_, said) = read(&format!("{HOST} {}", schemes(keys)), &parameters(stated));
        said.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(codes(KEY, r#""region": {"type": "string"}"#), ["credential-unmatched"]);
    assert_eq!(codes(&format!("{KEY}, {QUERY_KEY}"), SECRET), [""; 0]);
}

#[test]
fn a_key_takes_the_secret_that_no_policy_names() {
    let secrets = parameters(r#""first": {"type": "securestring"}, "second": {"type": "securestring"}"#);
    let named = policies(&[with("setheader", &[("name", "X"), ("value", "@connectionParameters('first')")], &[])]);
    assert_eq!(summary(&schemes(KEY), &format!("{secrets}, {named}")), "first?, second: second in header X-Key");
}

#[test]
fn a_key_that_a_policy_sets_in_each_request_takes_no_secret() {
    const VALUE: (&str, &str) = ("value", "K @connectionParameters('api_key')");
    let (header, query) = ("api_key: api_key in header X-Key", "api_key: api_key in query token");
    for (key, template, name, more, expected) in [
        (KEY, "setheader", "x-key", None, "api_key?: "),
        (QUERY_KEY, "setqueryparameter", "TOKEN", None, "api_key?: "),
        // The same name elsewhere, or another name at the same place.
        (KEY, "setqueryparameter", "X-Key", None, header),
        (KEY, "setheader", "token", None, header),
        (QUERY_KEY, "setheader", "token", None, query),
        (QUERY_KEY, "setqueryparameter", "X-Key", None, query),
        (KEY, "setheader", "X-Key", Some(r#""x-ms-apimTemplate-operationName": ["Do"]"#), header),
        (KEY, "setheader", "X-Key", Some(r#""x-ms-apimTemplate-policySection": "Response""#), header),
    ] {
        let more: Vec<&str> = more.into_iter().collect();
        let set = policies(&[with(template, &[("name", name), VALUE], &more)]);
        let found = summary(&schemes(key), &format!("{}, {set}", parameters(SECRET)));
        assert_eq!(found, expected, "{key} {template} {name} {more:?}");
    }
}

#[test]
fn an_unknown_policy_for_all_operations_closes_all() {
    let unknown = policies(&[policy("setcookie", "")]);
    assert_eq!(read(HOST, &unknown).0.direct.unwrap_err(), NoDirectReason::AllThroughConnection);
}

#[test]
fn that_there_are_no_direct_calls_is_said_at_the_first_character() {
    let definition = r#"{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "u@a.example",
        "paths": {"/a": {"get": {"operationId": "A", "responses": {"200": {}}}}}}"#;
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(Input::new("test", definition), &mut sources, &mut diagnostics).unwrap();
    lower(&definition, &mut diagnostics).unwrap();
    let said: Vec<_> = diagnostics.iter().map(|it| (it.problem.code(), it.span.start, it.span.end)).collect();
    assert_eq!(said, [("no-direct-calls", 0, 1)]);
}
