//! Changes of a definition's tree: parts removed, moved, misspelt, of another type, or referring to themselves.

use connector_codegen::internal::source::{Member, Node, Value};

use super::Change;
use super::places::{any, choose, definitions, each_object, is_full, is_object, is_schema, items, members};
use super::values::{ADDITIONS, TYPES, WORDS, list, member, name, object, parsed, reference, text, value};
use crate::{hostile, random::Random};

/// All changes.
pub(super) const CHANGES: &[(&str, Change)] = &[
    ("key left out", |node, _, random| {
        let members = members(choose(node, random, &is_full)?)?;
        members.remove(random.below(members.len()));
        Some(())
    }),
    ("item left out", |node, _, random| {
        let items =
            items(choose(node, random, &|_, node| matches!(&node.value, Value::Array(items) if !items.is_empty()))?)?;
        items.remove(random.below(items.len()));
        Some(())
    }),
    ("all keys of a word left out", |node, _, random| {
        let word = random.one(WORDS);
        each_object(node, &mut |members| members.retain(|member| member.key != word));
        Some(())
    }),
    ("value of another type", |node, _, random| {
        *choose(node, random, &any)? = value(random);
        Some(())
    }),
    ("value of another type under a known key", |node, _, random| {
        *choose(node, random, &|key, _| WORDS.contains(&key))? = value(random);
        Some(())
    }),
    ("values swapped", |node, _, random| {
        let first = choose(node, random, &any)?.clone();
        let second = std::mem::replace(choose(node, random, &any)?, first);
        *choose(node, random, &any)? = second;
        Some(())
    }),
    ("value copied to another place", |node, _, random| {
        let copy = choose(node, random, &any)?.clone();
        *choose(node, random, &any)? = copy;
        Some(())
    }),
    ("value copied into itself", |node, _, random| {
        let outer = choose(node, random, &is_full)?;
        let copy = outer.clone();
        *choose(outer, random, &any)? = copy;
        Some(())
    }),
    ("value from another definition", |node, donor, random| {
        let mut donor = donor.clone();
        let given = choose(&mut donor, random, &any)?.clone();
        *choose(node, random, &any)? = given;
        Some(())
    }),
    ("value from the same key of another definition", |node, donor, random| {
        let mut donor = donor.clone();
        let word = random.one(WORDS);
        let given = choose(&mut donor, random, &|key, _| key == word)?.clone();
        *choose(node, random, &|key, _| key == word)? = given;
        Some(())
    }),
    ("key doubled", |node, _, random| {
        let members = members(choose(node, random, &is_full)?)?;
        let (from, to) = (random.below(members.len()), random.below(members.len()));
        let copy = Member { key: members[from].key.clone(), ..members[to].clone() };
        members.insert(random.below(members.len() + 1), copy);
        Some(())
    }),
    ("key added", |node, _, random| {
        let members = members(choose(node, random, &is_object)?)?;
        members.insert(random.below(members.len() + 1), member(random.one(WORDS), value(random)));
        Some(())
    }),
    ("key of a schema added", |node, _, random| {
        let reference = reference(&definitions(node), random);
        let (key, json) = ADDITIONS[random.below(ADDITIONS.len())];
        let schema = members(choose(node, random, &is_schema)?)?;
        schema.retain(|member| member.key != key || random.below(4) == 0);
        schema.push(member(key, parsed(&json.replace("\"REF\"", &super::text(&text(&reference))))));
        Some(())
    }),
    ("key respelt", |node, _, random| {
        let members = members(choose(node, random, &is_full)?)?;
        let at = random.below(members.len());
        let key = &members[at].key;
        members[at].key = match random.below(6) {
            0 => format!("{key}_"),
            1 => key.to_uppercase(),
            2 => key.chars().rev().collect(),
            3 => format!("x-{key}"),
            4 => random.one(WORDS).to_owned(),
            _ => name(random),
        };
        Some(())
    }),
    ("all keys of an object respelt", |node, _, random| {
        let members = members(choose(node, random, &is_full)?)?;
        let first = members.first()?.key.clone();
        for (at, member) in members.iter_mut().enumerate() {
            member.key = match at % 5 {
                0 => first.to_uppercase(),
                1 => format!("{first}_"),
                2 => format!("${first}"),
                3 => name(random),
                _ => format!("{first}{at}"),
            };
        }
        Some(())
    }),
    ("reference elsewhere", |node, _, random| {
        let reference = reference(&definitions(node), random);
        choose(node, random, &|key, _| key == "$ref")?.value = Value::String(reference);
        Some(())
    }),
    ("all references to one place", |node, _, random| {
        let reference = reference(&definitions(node), random);
        each_object(node, &mut |members| {
            for member in members.iter_mut().filter(|member| member.key == "$ref") {
                member.value.value = Value::String(reference.clone());
            }
        });
        Some(())
    }),
    ("schema instead of which a reference stands", |node, _, random| {
        let reference = reference(&definitions(node), random);
        *choose(node, random, &is_schema)? = object(vec![member("$ref", text(&reference))]);
        Some(())
    }),
    ("definitions made of one another", |node, _, random| {
        let names = definitions(node);
        let definitions = members(&mut members(node)?.iter_mut().find(|member| member.key == "definitions")?.value)?;
        for definition in definitions {
            if random.below(3) > 0 {
                continue;
            }
            let part = |random: &mut Random| object(vec![member("$ref", text(&reference(&names, random)))]);
            let key = ["allOf", "items", "additionalProperties", "properties"][random.below(4)];
            let value = match key {
                "allOf" => list((0..=random.below(3)).map(|_| part(random)).collect()),
                "properties" => object(vec![member("a", part(random)), member("b", part(random))]),
                _ => part(random),
            };
            match members(&mut definition.value) {
                Some(members) if random.below(2) == 0 => members.push(member(key, value)),
                _ => definition.value = object(vec![member(key, value)]),
            }
        }
        Some(())
    }),
    ("operationId respelt", |node, _, random| {
        let other = choose(node, random, &|key, _| key == "operationId")?.clone();
        let id = choose(node, random, &|key, _| key == "operationId")?;
        id.value = match random.below(8) {
            0 | 1 => other.value,
            2 => Value::String(String::new()),
            3 => value(random).value,
            4 => match other.value {
                Value::String(id) => Value::String(id.to_uppercase() + "_"),
                value => value,
            },
            _ => Value::String(name(random)),
        };
        Some(())
    }),
    ("all operationIds alike", |node, _, random| {
        let id = name(random);
        each_object(node, &mut |members| {
            for member in members.iter_mut().filter(|member| member.key == "operationId") {
                member.value.value = Value::String(id.clone());
            }
        });
        Some(())
    }),
    ("path respelt", |node, _, random| {
        let paths = members(&mut members(node)?.iter_mut().find(|member| member.key == "paths")?.value)?;
        let at = random.below(paths.len().max(1));
        let other = paths.get(random.below(paths.len().max(1)))?.key.clone();
        let path = &mut paths.get_mut(at)?.key;
        *path = match random.below(9) {
            0 => path.replace('}', ""),
            1 => path.replace('{', "{{"),
            2 => format!("{path}/{{{}}}", name(random)),
            3 => format!("{path}/{{a}}{{a}}/{{A}}-{{ b }}"),
            4 => path.replace('/', ""),
            5 => format!("{path}?x={{x}}&y=1#z"),
            6 => format!("{other}/"),
            7 => name(random),
            _ => path.to_uppercase(),
        };
        Some(())
    }),
    ("object as a list", |node, _, random| {
        let node = choose(node, random, &is_full)?;
        let Value::Object(members) = std::mem::take(&mut node.value) else { return None };
        node.value = Value::Array(members.into_iter().map(|member| member.value).collect());
        Some(())
    }),
    ("list as an object", |node, _, random| {
        let node = choose(node, random, &|_, node| matches!(node.value, Value::Array(_)))?;
        let Value::Array(items) = std::mem::take(&mut node.value) else { return None };
        node.value =
            Value::Object(items.into_iter().enumerate().map(|(at, item)| member(&at.to_string(), item)).collect());
        Some(())
    }),
    ("value as a list of itself", |node, _, random| {
        let node = choose(node, random, &any)?;
        let item = std::mem::take(node);
        *node = list(if random.below(2) == 0 { vec![item.clone(), item] } else { vec![item] });
        Some(())
    }),
    ("value as its text", |node, _, random| {
        let node = choose(node, random, &any)?;
        *node = text(&super::text(node));
        Some(())
    }),
    ("nested deep", |node, _, random| {
        let node = choose(node, random, &is_schema)?;
        let key =
            ["items", "properties", "additionalProperties", "allOf", "schema", "default", "enum"][random.below(7)];
        for _ in 0..[3, 20, 60, 110][random.below(4)] {
            let inner = std::mem::take(node);
            *node = match key {
                "properties" => object(vec![member(key, object(vec![member("a", inner)]))]),
                "allOf" | "enum" => object(vec![member(key, list(vec![inner]))]),
                "items" => object(vec![member("type", text("array")), member(key, inner)]),
                _ => object(vec![member(key, inner)]),
            };
        }
        Some(())
    }),
    ("hostile name", |node, _, random| {
        let name = name(random);
        let node = choose(node, random, &|key, node| key == "name" && matches!(node.value, Value::String(_)))?;
        *node = text(&name);
        Some(())
    }),
    ("all names alike", |node, _, random| {
        let name = name(random);
        each_object(node, &mut |members| {
            for member in members.iter_mut().filter(|member| member.key == "name") {
                member.value.value = Value::String(name.clone());
            }
        });
        Some(())
    }),
    ("hostile text", |node, _, random| {
        let hostile = text(random.one(hostile::TEXTS));
        *choose(node, random, &|_, node| matches!(node.value, Value::String(_)))? = hostile;
        Some(())
    }),
    ("long text", |node, _, random| {
        let long =
            ["a", "a b ", "\n* ", "日本", "[", "`", "<b>", "> "][random.below(8)].repeat(1 + random.below(20_000));
        *choose(node, random, &|_, node| matches!(node.value, Value::String(_)))? = text(&long);
        Some(())
    }),
    ("parameter elsewhere", |node, _, random| {
        let place = ["path", "query", "header", "formData", "body", "cookie", "Path", ""][random.below(8)];
        *choose(node, random, &|key, node| key == "in" && matches!(node.value, Value::String(_)))? = text(place);
        Some(())
    }),
    ("all parameters in one place", |node, _, random| {
        let place = ["path", "query", "header", "formData", "body"][random.below(5)];
        each_object(node, &mut |members| {
            for member in members.iter_mut().filter(|member| member.key == "in") {
                member.value.value = Value::String(place.to_owned());
            }
        });
        Some(())
    }),
    ("type of another word", |node, _, random| {
        let word = random.one(TYPES);
        *choose(node, random, &|key, node| {
            ["type", "format"].contains(&key) && matches!(node.value, Value::String(_))
        })? = text(word);
        Some(())
    }),
    ("all types of one word", |node, _, random| {
        let word = random.one(TYPES);
        each_object(node, &mut |members| {
            for member in members.iter_mut().filter(|member| member.key == "type") {
                member.value.value = Value::String(word.to_owned());
            }
        });
        Some(())
    }),
    ("enumeration widened", |node, _, random| {
        let items = items(choose(node, random, &|key, node| key == "enum" && matches!(node.value, Value::Array(_)))?)?;
        let first = items.first().cloned().unwrap_or_default();
        let more = match first.value {
            Value::String(word) => {
                vec![text(&word.to_uppercase()), text(&format!("{word} ")), text(&format!("-{word}"))]
            }
            _ => Vec::new(),
        };
        items.extend(more);
        items.extend(
            (0..random.below(4)).map(|_| if random.below(2) == 0 { value(random) } else { text(&name(random)) }),
        );
        Some(())
    }),
    ("required of anything", |node, _, random| {
        let all = choose(node, random, &|key, node| key == "properties" && is_full(key, node))?;
        let mut keys: Vec<Node> = members(all)?.iter().map(|member| text(&member.key)).collect();
        keys.push(text("nowhere"));
        keys.extend(keys.first().cloned());
        let schema = choose(
            node,
            random,
            &|_, node| matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "properties")),
        )?;
        members(schema)?.retain(|member| member.key != "required");
        members(schema)?.push(member("required", list(keys)));
        Some(())
    }),
    ("parameters doubled", |node, _, random| {
        let items =
            items(choose(node, random, &|key, node| key == "parameters" && matches!(node.value, Value::Array(_)))?)?;
        let mut doubled = items.clone();
        for parameter in &mut doubled {
            let name = members(parameter).and_then(|it| it.iter_mut().find(|it| it.key == "name"));
            if let Some(Value::String(name)) = name.map(|name| &mut name.value.value)
                && random.below(2) == 0
            {
                *name = name.to_uppercase();
            }
        }
        items.extend(doubled);
        Some(())
    }),
];
